"""What people decided about pairs of records that may be one customer: a table of the workspace, versioned and undone like every other.

One row a pair, the smaller id first. A decision that is taken back leaves its row, as `open`: the version before still has it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import polars as pl
import pyarrow as pa
from babel.numbers import format_decimal

from crm_core.errors import WrongChoice
from crm_core.i18n import N_, say_number
from crm_core.store.workspace import Change, Entry, Version, Workspace

TABLE, KIND = "duplicate_decisions", "decisions"
MERGE, APART, LATER, OPEN = "merge", "apart", "later", "open"
DECISIONS = (MERGE, APART, LATER, OPEN)
PAIR = ("left_id", "right_id")
COLUMNS = pl.Schema({
    "row_key": pl.String(), "left_id": pl.String(), "right_id": pl.String(), "decision": pl.String(),
    "decided_at": pl.Datetime("us", "UTC"), "decided_by": pl.String(), "loaded_in": pl.Int32(),
})  # fmt: skip
SAID = {
    MERGE: (N_("{n} pair merged"), N_("{n} pairs merged")), APART: (N_("{n} pair told apart"), N_("{n} pairs told apart")),
    LATER: (N_("{n} pair left for later"), N_("{n} pairs left for later")), OPEN: (N_("{n} decision taken back"), N_("{n} decisions taken back")),
}  # fmt: skip
Pairs = Iterable[tuple[str, str]]


class Contradiction(WrongChoice):
    """Two decisions that cannot both hold: `pairs` would be one customer by some of them and are not by another."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs
        left, right = pairs[0]
        super().__init__(
            N_("{left} and {right} cannot be both one customer and two: they are merged, directly or through others, and told apart."),
            N_("Take one of these decisions back first."),
            left=left,
            right=right,
        )


def kept(workspace: Workspace, version: Version) -> pl.DataFrame:
    """Every row of the table at that version, those taken back too."""
    files = workspace.files(version, TABLE)
    return pl.concat([pl.read_parquet(one).cast(COLUMNS) for one in files]) if files else pl.DataFrame(schema=COLUMNS)


def decided(workspace: Workspace, version: Version) -> pl.DataFrame:
    """The decisions in force, the latest first: `left_id`, `right_id`, `decision` (merge, apart, later), `decided_at`, `decided_by`, `loaded_in` (version)."""
    rows = kept(workspace, version).filter(pl.col("decision") != OPEN).drop("row_key")
    return rows.sort("decided_at", "left_id", "right_id", descending=[True, False, False])


def frame(decisions: Iterable[tuple[str, str, str]]) -> pl.DataFrame:
    """`left_id`, `right_id`, `decision` of these, the smaller id first; of a pair that is named twice the last counts. Raises WrongChoice."""
    said: dict[tuple[str, str], str] = {}
    for left, right, decision in decisions:
        if left == right:
            raise WrongChoice(N_("{left} is one record: a pair needs two."), left=left)
        if decision not in DECISIONS:
            known = ", ".join(DECISIONS)
            raise WrongChoice(N_("There is no decision {decision}."), N_("Decisions: {known}."), decision=decision, known=known)
        said[min(left, right), max(left, right)] = decision
    rows = [(*pair, decision) for pair, decision in said.items()]
    return pl.DataFrame(rows, schema=[*PAIR, "decision"], schema_overrides=dict.fromkeys([*PAIR, "decision"], pl.String), orient="row")


def decide(workspace: Workspace, decisions: pl.DataFrame, *, at: datetime, by: str) -> Version | None:
    """Keep `decisions` (see `frame`) as a version of their own; None when they say nothing new. Raises Contradiction, WorkspaceProblem."""
    with workspace.writing() as base:
        change = change_of(workspace, base, decisions, at=at, by=by)
        if change is None:
            return None
        rows, made = change
        return workspace.commit(base, {TABLE: made}, Entry(KIND, at, by, {"decisions": counts(rows)}))


def change_of(workspace: Workspace, base: Version, decisions: pl.DataFrame, *, at: datetime, by: str) -> tuple[pl.DataFrame, Change] | None:
    """The rows of `decisions` that say something new on top of `base`, and what to write of them. Raises Contradiction."""
    before = kept(workspace, base)
    known = before.select(*PAIR, pl.col("decision").alias("said"))
    new = decisions.join(known, on=PAIR, how="left", maintain_order="left").filter(
        pl.col("decision") != pl.col("said").fill_null(OPEN)
    )  # fmt: skip
    if not new.height:
        return None
    check(pl.concat([before.join(new, on=PAIR, how="anti").select(*PAIR, "decision"), new.drop("said")]))
    rows = new.select(
        (pl.col("left_id").str.len_chars().cast(pl.String) + "|" + pl.col("left_id") + "|" + pl.col("right_id")).alias("row_key"),
        *PAIR, "decision", pl.lit(at, COLUMNS["decided_at"]).alias("decided_at"), pl.lit(by).alias("decided_by"), pl.lit(base.number + 1, pl.Int32).alias("loaded_in"),
    )  # fmt: skip
    return new, Change(pa.table(rows.to_arrow()), replaces=new["said"].is_not_null().any())


def counts(decisions: pl.DataFrame) -> dict[str, int]:
    """Decision → how many."""
    return {one: n for one in DECISIONS if (n := decisions.filter(pl.col("decision") == one).height)}


def in_words(counted: Mapping[str, int], language: str) -> str:
    """3 pairs merged, 1 told apart."""
    return ", ".join(say_number(*SAID[one], n, language, n=format_decimal(n, locale=language)) for one, n in counted.items())


def since(workspace: Workspace, number: int) -> pl.DataFrame:
    """What the current version of `workspace` decides that version `number` did not, decisions taken back among it."""
    return kept(workspace, workspace.current).filter(pl.col("loaded_in") > number).select(*PAIR, "decision")


def check(decisions: pl.DataFrame) -> None:
    """Raises Contradiction where records that were told apart would be one customer."""
    if wrong := contradicting(decisions):
        raise Contradiction(wrong)


def contradicting(decisions: pl.DataFrame) -> list[tuple[str, str]]:
    """The pairs told apart whose records are merged, directly or through others."""
    group = groups(pairs_of(decisions, MERGE))
    return [(left, right) for left, right in pairs_of(decisions, APART) if left in group and group[left] == group.get(right)]


def pairs_of(decisions: pl.DataFrame, decision: str) -> list[tuple[str, str]]:
    return decisions.filter(pl.col("decision") == decision).select(PAIR).rows()


def groups(pairs: Pairs) -> dict[str, str]:
    """Id → the one id that stands for its group: records that pairs connect, directly or through others, have the same."""
    above: dict[str, str] = {}

    def top(one: str) -> str:
        while above.setdefault(one, one) != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for left, right in pairs:
        a, b = sorted((top(left), top(right)))
        above[b] = a
    return {one: top(one) for one in list(above)}


def without_contradictions(before: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Those of the merges `new` that agree with what was decided `before`: groups in which two records were told apart are left as they are."""
    both = pl.concat([before.join(new, on=PAIR, how="anti").select(*PAIR, "decision"), new])
    group = groups(pairs_of(both, MERGE))
    wrong = {group[left] for left, _right in contradicting(both)}
    return new.filter(pl.Series([group[one] not in wrong for one in new["left_id"]], dtype=pl.Boolean))
