"""An outside file joined by postal code or SIRET: what it brings, what it refuses, and that its columns filter and break down."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from crm_core.engine import Scope, connect
from crm_core.engine.fields import values_of
from crm_core.engine.joined import joined
from crm_core.errors import FileProblem, WorkspaceProblem, WrongChoice
from crm_core.indicators import find
from crm_core.ingest.joining import bands, bring, join, leave
from crm_core.settings import Settings
from tests.support import workspace

AS_OF, NOW = date(2026, 12, 31), datetime(2026, 12, 31, tzinfo=UTC)
PEOPLE = [
    {"customer_id": "a", "postal_code": "01000"}, {"customer_id": "b", "postal_code": "59 000"}, {"customer_id": "c", "postal_code": "75001"},
    {"customer_id": "d", "siret": "732 829 320 00074"}, {"customer_id": "e"},
]  # fmt: skip
INCOME = "Code postal;Revenu médian;Type\n1000;21 500,5;rural\n59000;19000;urbain\n2A004;1;x\n;5;y\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def kept(tmp_path: Path, name: str, text: str, **more):
    base = workspace(tmp_path / "firm", customers=PEOPLE)
    brought = bring(written(tmp_path, name, text))
    key, kind = brought.keys[0]
    one = join(
        base.home, brought, key=key, kind=kind, columns=brought.rows.columns, taken=more.get("taken", ["region"]), at=NOW, by="marie"
    )
    return base, one


def test_what_it_brings_breaks_down_and_filters(tmp_path):
    base, one = kept(tmp_path, "revenus 2026.csv", INCOME)
    assert (one.name, one.kind, one.fields, one.rows, one.left_out, one.by) == (
        "revenus_2026",
        "postal_code",
        {"revenu_median": "Revenu médian", "type": "Type"},
        2,
        2,
        "marie",
    )
    con = connect(base, Settings())
    got = find("structure")(con, Scope.to(AS_OF).broken_by("type")).select("type", "customers").sort("type", nulls_last=True)
    assert got.rows() == [("rural", 1), ("urbain", 1), (None, 3)]
    assert find("lifecycle")(con, Scope.to(AS_OF).where("type", "rural"))["customer_id"].to_list() == ["a"]
    assert values_of(con, "revenu_median", AS_OF) == ["19000", "21 500,5"]


def test_by_siret_and_siren(tmp_path):
    base, one = kept(tmp_path, "notes.csv", "SIREN,Cote\n732829320,AA\n552100554,B\n")
    assert one.kind == "siren"
    assert find("lifecycle")(connect(base, Settings()), Scope.to(AS_OF).where("cote", "AA"))["customer_id"].to_list() == ["d"]


def test_a_new_file_of_the_name_replaces_it_and_it_can_be_taken_out(tmp_path):
    base, _one = kept(tmp_path, "notes.csv", "SIREN,Cote\n732829320,AA\n552100554,B\n")
    before = connect(base, Settings()).key
    brought = bring(written(tmp_path, "notes.csv", "SIREN,Cote\n732829320,C\n552100554,B\n"))
    again = join(base.home, brought, key="SIREN", kind="siren", columns=["Cote"], taken=[], at=NOW, by="luc")
    con = connect(base, Settings())
    assert con.key != before and values_of(con, "cote", AS_OF) == ["C"] and joined(base.home) == (again,)
    leave(base.home, again)
    con = connect(base, Settings())
    assert joined(base.home) == () and not con.joined
    with pytest.raises(WrongChoice, match="There is no field cote"):
        find("lifecycle")(con, Scope.to(AS_OF).where("cote", "C"))


def test_a_name_that_is_taken_gets_that_of_the_file(tmp_path):
    _base, one = kept(tmp_path, "zones.csv", "CP;Région\n01000;Est\n59000;Nord\n", taken=["region"])
    assert one.fields == {"zones_region": "Région"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Code postal;Revenu\n01000;1\n1000;2\n59000;3\n", "1 values of Code postal are on several rows that differ, 01000 among them"),
        ("Ville;Revenu\nLille;1\nLyon;2\n", "no column of postal codes"),
    ],
)
def test_what_cannot_be_joined_is_said(tmp_path, text, said):
    with pytest.raises(FileProblem, match=said):
        kept(tmp_path, "x.csv", text)


def test_equal_rows_are_one(tmp_path):
    _base, one = kept(tmp_path, "x.csv", "Code postal;Revenu\n01000;1\n01000;1\n59000;3\n")
    assert one.rows == 2


def test_many_numbers_become_five_bands():
    told = bands(pl.Series([float(n) for n in range(1000, 2000, 10)]))
    assert told.value_counts().sort("band").rows() == [
        ("1 · ≤ 1\u202f200", 21), ("2 · 1\u202f200 – 1\u202f400", 20), ("3 · 1\u202f400 – 1\u202f590", 19), ("4 · 1\u202f590 – 1\u202f790", 20), ("5 · > 1\u202f790", 20),
    ]  # fmt: skip
    skewed = bands(pl.Series([0.5] + [7.0] * 9 + [None]))
    assert skewed.value_counts(sort=True).sort("band").rows() == [(None, 1), ("1 · ≤ 0.5", 1), ("2 · > 0.5", 9)]


def test_a_damaged_file_is_said(tmp_path):
    base, one = kept(tmp_path, "notes.csv", "SIREN,Cote\n732829320,AA\n552100554,B\n")
    one.path(base.home).write_bytes(b"x")
    with pytest.raises(WorkspaceProblem, match="Delete it and join the file again"):
        find("lifecycle")(connect(base, Settings()), Scope.to(AS_OF).where("cote", "AA"))
    (base.home / "joined" / "notes.json").write_text("{")
    with pytest.raises(WorkspaceProblem, match=r"notes\.json cannot be read"):
        connect(base, Settings())
