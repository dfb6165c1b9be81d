"""Purchases that go back a few weeks: the delays found in them are said to be too short, wherever they tell who is inactive or lost."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.indicators.cases import buy
from tests.pages.support import run, words
from tests.support import workspace

LAST = date(2026, 6, 30)
SAID = "Les achats ne remontent qu’à 29\u00a0jours"
PAGES = ("barometre", "clients", "classes", "scoring", "segments")


def bought(over: int) -> list[dict]:
    """Forty customers who buy every 5 to 24 days, over so many days."""
    lines = [
        buy(f"c{name}", LAST - timedelta(days=back), 10.0, store="Lille") for name in range(40) for back in range(0, over, 5 + name % 20)
    ]
    return [{**line, "transaction_id": f"T{rank}"} for rank, line in enumerate(lines)]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("month")
    workspace(folder, transactions=bought(29))
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_weeks_of_purchases_are_said_to_be_too_few(month: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    app = run(page, month, monkeypatch)
    assert not app.exception and not app.error
    assert SAID in words(app)


def test_a_year_of_them_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=bought(365))
    assert "Les achats ne remontent" not in words(run("classes", tmp_path, monkeypatch))


def test_nothing_is_said_of_delays_that_somebody_fixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=bought(29))
    (tmp_path / "settings.toml").write_text("[lifecycle]\nd80 = 90\nd95 = 180\n", encoding="utf-8")
    assert "Les achats ne remontent" not in words(run("classes", tmp_path, monkeypatch))


PEOPLE = [{"customer_id": f"c{name}", "last_name": f"Nom{name}"} for name in range(60)]
BEFORE = "Mouvements\u00a0: les achats fournis commencent le 2 juin 2026\u00a0; ce qu’était chaque client le 30 juin 2025 n’est pas connu."


@pytest.mark.parametrize(
    ("page", "address"), [("segments", {}), ("classes", {}), ("scoring", {"scoring_view": "moves"}), ("scoring", {"scoring_view": "abc"})]
)
def test_nobody_moved_from_a_day_before_the_first_purchase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, address: dict[str, str]
) -> None:
    workspace(tmp_path, customers=PEOPLE, transactions=bought(30))
    app = run(page, tmp_path, monkeypatch, **address)
    assert not app.exception and not app.error
    assert BEFORE in words(app) and "Premier mouvement" not in words(app)
    assert not {one.value for one in app.metric if one.label in ("Ont monté", "Montés de classe", "Entrés dans la base")} - {"—"}


def test_what_keeps_moves_from_being_told_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, customers=PEOPLE, transactions=bought(30))
    said = words(run("segments", tmp_path, monkeypatch))
    assert said.count("n’est pas connu.") == 1 and said.count("historique trop court") == 3


NEW = "Les achats fournis commencent le 2 juin 2026, pendant la période\u00a0: qui a acheté avant ce jour compte comme nouveau client."


@pytest.mark.parametrize("page", PAGES)
def test_old_customers_who_look_new_are_said_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    workspace(tmp_path, transactions=bought(30))
    assert NEW in words(run(page, tmp_path, monkeypatch))


@pytest.mark.parametrize(("page", "label"), [("clients", "Nouveaux clients"), ("segments", "Entrés dans la base")])
@pytest.mark.parametrize(("days", "is_compared"), [(730, False), (1095, True)])
def test_a_year_in_which_the_purchases_begin_says_nothing_of_who_was_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, label: str, days: int, is_compared: bool
) -> None:
    late = [buy(f"late{name}", LAST - timedelta(days=40), 10.0, store="Lille") | {"transaction_id": f"L{name}"} for name in range(20)]
    early = [buy(f"early{name}", LAST - timedelta(days=500), 10.0, store="Lille") | {"transaction_id": f"E{name}"} for name in range(20)]
    workspace(tmp_path, transactions=[*bought(days), *early, *late])
    app = run(page, tmp_path, monkeypatch)
    assert [one.value for one in app.metric if one.label == label] == ["20"]
    assert ("20 il y a un an" in words(app) or "60 il y a un an" in words(app)) is is_compared


@pytest.mark.parametrize("page", ["barometre", "clients"])
def test_no_note_on_curves_under_cards_without_any_and_no_target_of_zero(month: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    said = words(run(page, month, monkeypatch))
    assert "Courbes\u00a0:" not in said and "objectif 0" not in said


def paid(days: list[int], times: int = 1) -> list[dict]:
    """Sixty customers who bought so many days ago, `times` times each, a day apart."""
    lines = [
        buy(f"c{name}", LAST - timedelta(days=days[name % len(days)] + again), float(10 + name))
        for name in range(60)
        for again in range(times)
    ]
    return [{**line, "transaction_id": f"T{rank}"} for rank, line in enumerate(lines)]


MONTH = "Les achats ne remontent qu’à 29 jours\u00a0: ils ne disent pas encore qui est en sommeil ou perdu"


@pytest.mark.parametrize("page", ["scoring", "segments"])
def test_nobody_sleeps_after_a_month(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    workspace(tmp_path, customers=PEOPLE, transactions=paid(list(range(29))))
    app = run(page, tmp_path, monkeypatch)
    assert not app.exception and not app.error
    assert MONTH in words(app) and "En sommeil" not in words(app) and "n’a cessé de venir" not in words(app)
    assert {one.value for one in app.metric if one.label in ("Champions", "Ne reviennent plus", "À reconquérir d’abord")} == {"—"}
    assert not [one for one in app.selectbox if one.label == "Groupes" and "Segment RFM" in one.options]


def test_who_all_bought_once_tells_no_champion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, customers=PEOPLE, transactions=paid(list(range(0, 600, 10))))
    app = run("scoring", tmp_path, monkeypatch)
    assert "Fréquence\u00a0: pareil pour tous" in words(app) and "n’a cessé de venir" not in words(app)
    assert {one.label: one.value for one in app.metric}["Champions"] == "—"
    chosen = next(one for one in run("segments", tmp_path, monkeypatch).selectbox if one.label == "Groupe")
    assert chosen.value != "cannot_lose"


def test_a_filter_does_not_make_the_scores_alike(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("scoring", firm, monkeypatch, **{"rfm_segment": "champions"})
    assert "pareil pour tous" not in words(app)
