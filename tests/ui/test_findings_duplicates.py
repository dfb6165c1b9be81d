"""What the page of duplicates says."""

import polars as pl

from crm_ui.findings import duplicates
from crm_ui.findings.duplicates import Found

H, MINUS = "\u00a0", "\u2212"


def pairs(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["left_id", "right_id", "zone"], orient="row").with_columns(pl.lit(None, pl.String).alias("decision"))


def test_a_group_of_records_counts_once():
    """a, b and c are one person, d and e another: three records too many; what is to be reviewed repeats nothing yet."""
    rows = pairs(("a", "b", "sure"), ("b", "c", "sure"), ("a", "c", "sure"), ("d", "e", "sure"), ("e", "f", "review"))
    assert duplicates.found(rows, 10) == Found(sure=4, review=1, repeated=3, records=10)
    assert duplicates.found(rows.clear(), 10) == Found(0, 0, 0, 10)


def test_pairs_left_for_later_wait_for_nobody():
    """A sure pair left for later still repeats a record; it is in no zone to look at."""
    rows = pairs(("a", "b", "sure"), ("c", "d", "sure"), ("e", "f", "review")).with_columns(pl.Series("decision", [None, "later", "later"]))
    assert duplicates.found(rows, 10) == Found(sure=1, review=0, repeated=2, records=10, later=2)


def test_the_answer():
    assert (
        duplicates.answer(Found(4, 2, 3, 100), "fr")
        == f"**3 fiches en répètent une autre**{H}: 3,0{H}% de la base. 2 paires sont à revoir."
    )
    assert duplicates.answer(Found(1, 0, 1, 100), "en") == "**1 record repeats another one**: 1.0% of the base."
    assert duplicates.answer(Found(0, 1, 0, 100), "fr") == "**Aucun doublon n’est sûr.** 1 paire est à revoir."
    assert duplicates.answer(Found(0, 0, 0, 100), "en") == "**No record repeats another one.**"
    assert duplicates.answer(Found(0, 0, 0, 0), "fr") == "**Aucune fiche de client n’est encore connue.**"


def test_the_reasons_in_words():
    assert duplicates.reasons("name +7; birth -4; town +2", "fr") == f"nom +7 · naissance {MINUS}4 · ville +2"
    assert duplicates.reasons("", "en") == ""
