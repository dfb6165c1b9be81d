"""What the charts behind the RFM grid say, from hand-made answers."""

import polars as pl

from crm_ui.findings import rfm_views as said

HARD = "\u00a0"


def measured(*rows):
    return pl.DataFrame(rows, schema=["measure", "low", "high", "customers"], orient="row")


def test_how_many_bought_only_once():
    rows = measured(("recency", 0.0, 2.0, 90), ("frequency", 1.0, 2.0, 30), ("frequency", 2.0, 3.0, 60))
    assert said.spread(rows, "fr") == f"33{HARD}% des acheteurs n’ont acheté qu’une fois"
    assert said.spread(measured(("frequency", 2.0, 3.0, 60)), "en") == "All buyers bought several times"
    assert said.spread(measured(("frequency", 1.0, 2.0, 3)), "fr") == "Trop peu d’acheteurs pour voir leur répartition"


def test_cut_points_stand_between_two_values():
    """Recency ≤ 30 is the better score: the rule is before 31; as in R the limit has the next score already."""
    cuts = pl.DataFrame({"measure": ["recency", "frequency", "monetary"], "cut": [30.0, 2.0, 50.0], "included": [True, True, True]})
    assert [said.edges(cuts[n : n + 1]) for n in range(3)] == [[31.0], [3.0], [50.0]]
    assert said.edges(cuts[1:2].with_columns(included=False)) == [2.0]


def test_classes_in_words():
    words = [
        said.class_words(*one, "fr", "EUR")
        for one in (
            ("recency", 0.0, 15.0),
            ("frequency", 1.0, 2.0),
            ("monetary", 20.0, 40.0),
            ("recency", 300.0, None),
            ("monetary", None, 0.0),
        )
    ]
    assert words == ["0 à 14 jours", "1 achat", f"20 à 40{HARD}€", "au moins 300 jours", f"moins de 0{HARD}€"]
    assert [said.band_words(*one, "fr") for one in ((0, 7), (7, 14), (365, None))] == [
        "7 jours au plus",
        "8 à 14 jours",
        "plus de 365 jours",
    ]


def test_half_of_the_sales_and_the_rhythm():
    cells = pl.DataFrame(
        {"recency_high": [10.0, 20.0, None], "low": [0.0, 50.0, 100.0], "customers": [10, 10, 10], "revenue": [10.0, 50.0, 40.0]}
    )
    assert said.plane(cells, "frequency", "fr", "EUR") == "La moitié des ventes\u00a0: des clients vus depuis moins de 20 jours"
    assert said.plane(cells, "monetary", "fr", "EUR") == f"La moitié des ventes\u00a0: des clients à 50{HARD}€ ou plus"
    bands = pl.DataFrame({"repeat_customers": [40], "median_of_means": [41.2]})
    assert said.rhythm(bands, "fr") == "La moitié des clients qui reviennent achètent en moyenne tous les 41 jours ou plus souvent"
    assert said.rhythm(bands.with_columns(repeat_customers=3), "fr") == "Trop peu de clients sont revenus pour dire un rythme"
