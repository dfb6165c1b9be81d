"""Lines of a staged table that are no records: blank lines, repeated headers, totals, notes after the end. All are reported."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from crm_core.ingest.cells import BLANKS, look
from crm_core.ingest.numbered import settle
from crm_core.ingest.source import Column, Skipped

LISTED = 1_000
TAIL = 40
TOTALS = 20_000
_WORD = r"(?:(?:grand[- ]?|sous[- ]?|sub-?|s/)?tot(?:al|aux|als)|sommes?|ensemble)"
_TOTAL = re.compile(rf"(?i){_WORD}(?: (?:g[ée]n[ée]ral|ht|ttc|global|cumul[ée]))*\s*[:=]?")
_BEGINS = r"(?i)^(?:grand[- ]?|sous[- ]?|sub-?|s/)?tot(?:al|aux|als)\b|^(?:sommes?|ensemble)$"
_INITIALS = tuple(map(ord, "EGSTegst"))
_PARTIAL = re.compile(r"(?i)(?:sous[- ]?|sub-?|s/)total\b")
_SUBHEAD = re.compile(r"(?i)(?:open[- ]ended )?responses?|réponses?(?: ouvertes?| libres?)?")
_NOTE = re.compile(
    r"(?i)(?:\*|\(|#|--|n\.?b\.?\b|notes?\b|sources?\b|remarques?\b|l[ée]gende\b|[ée]dit[ée]|g[ée]n[ée]r[ée]|export|extrait|fin\b|end of|"
    r"champ\b|lecture\b|nombre (?:de|d')|\d+ (?:lignes?|rows?|enregistrements?|records?)\b|page \d)"
)


@dataclass
class Swept:
    """What was taken out of a table."""

    skipped: list[Skipped] = field(default_factory=list)
    blank_lines: int = 0


def blank_characters() -> str:
    """The characters that are stripped from cells, as an SQL literal."""
    return "'" + BLANKS + "'"


def clean_cell(expression: str) -> str:
    """SQL: the cell without the blanks around it, null when nothing is left."""
    stripped = f"nullif(trim({expression}, {blank_characters()}), '')"
    return f"case when {has_blank_ends(expression)} then {stripped} else {expression} end"


def has_blank_ends(expression: str) -> str:
    """SQL: may the cell begin or end with a blank? Most characters show at once that they are none."""
    return f"not ({_inked(f'unicode({expression})')} and {_inked(f'unicode(right({expression}, 1))')})"


def unusual_ends(expression: str) -> str:
    """SQL: does the cell begin or end with another character than a plain one of ASCII? Fast, for a first look."""
    return f"({expression} < '!' or {expression} >= chr(127) or abs(unicode(right({expression}, 1)) - 80) > 46)"


def _inked(code: str) -> str:
    return f"({code} between 33 and 159 or {code} between 161 and 8191)"


def sweep(con: DuckDBPyConnection, table: str, columns: Sequence[str], headers: Sequence[Sequence[str]], *, whole: bool) -> Swept:
    """Delete what is no record from `table` and tell it; the end of the table is looked at only when it holds the `whole` file."""
    swept = Swept()
    blanks = _take_blanks(con, table, columns, swept)
    _take_subheads(con, table, columns, swept)
    for header in headers:
        _take_repeats(con, table, columns, header, swept)
    if whole:
        _take_tail(con, table, columns, swept, blanks)
    _take_totals(con, table, columns, swept)
    swept.skipped.sort(key=lambda one: one.line)
    return swept


def drop_unused(con: DuckDBPyConnection, table: str, columns: Sequence[Column], headers: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The columns that have a name or a value; the others, such as a separator at the end of each line makes, leave the table."""
    counts = con.execute(f"select {', '.join(f'count({column.name})' for column in columns)} from {table}").fetchall()[0]
    named = [any(k < len(header) and header[k] for header in headers) for k in range(len(columns))]
    unused = [column for column, count, name in zip(columns, counts, named, strict=True) if not count and not name]
    if unused:
        settle(con, table)
    for column in unused:
        con.execute(f"alter table {table} drop column {column.name}")
    return tuple(column for column in columns if column not in unused)


def _take_blanks(con: DuckDBPyConnection, table: str, columns: Sequence[str], swept: Swept) -> set[int]:
    """Take the blank lines; answer the last of them."""
    blank = f"coalesce({', '.join(columns)}) is null"
    lines = con.execute(f"select line from {table} where {blank} order by line limit {LISTED}").fetchall()
    if lines:
        swept.skipped.extend(Skipped(line, "", "blank") for (line,) in lines)
        last = con.execute(f"select line from {table} where {blank} order by line desc limit {LISTED}").fetchall()
        settle(con, table)
        swept.blank_lines += con.execute(f"delete from {table} where {blank}").fetchall()[0][0]
        return {line for (line,) in last}
    return set()


def _take_subheads(con: DuckDBPyConnection, table: str, columns: Sequence[str], swept: Swept) -> None:
    """Take the line that survey tools write under the questions: `Response`, `Open-Ended Response`."""
    for line, *cells in con.execute(f"select line, {', '.join(columns)} from {table} order by line limit 1").fetchall():
        filled = [cell for cell in cells if cell]
        if len(filled) < len(cells) and all(map(_SUBHEAD.fullmatch, filled)):
            swept.skipped.append(Skipped(line, _text(cells), "repeated_header"))
            _delete(con, table, [line])


def _take_repeats(con: DuckDBPyConnection, table: str, columns: Sequence[str], header: Sequence[str], swept: Swept) -> None:
    if sum(map(bool, header)) < min(2, len(columns)):
        return
    pairs = list(zip(columns, [*header, *[""] * len(columns)], strict=False))
    same = " and ".join(
        f"strlen({column}) = strlen(?) and lower({column}) = lower(?)" if cell else f"{column} is null" for column, cell in pairs
    )
    values = [cell for _, cell in pairs for _ in range(2) if cell]
    lines = con.execute(f"select line from {table} where {same} order by line", values).fetchall()
    if lines:
        swept.skipped.extend(Skipped(line, _text(header), "repeated_header") for (line,) in lines)
        _delete(con, table, [line for (line,) in lines])


def _take_tail(con: DuckDBPyConnection, table: str, columns: Sequence[str], swept: Swept, blanks: set[int]) -> None:
    """Take totals and notes after the last record."""
    rows = con.execute(f"select line, {', '.join(columns)} from {table} order by line desc limit {TAIL}").fetchall()
    taken: list[Skipped] = []
    for line, *cells in rows[:-1]:
        gap = line - 1 in blanks
        reason = "total" if _is_total(cells, at_end=True) else "note" if _is_note(con, table, columns, cells, gap) else ""
        if not reason and not (gap and taken and _lone(cells)):
            break
        taken.append(Skipped(line, _text(cells), reason or "note"))
    _delete(con, table, [one.line for one in taken])
    swept.skipped.extend(taken)


def _take_totals(con: DuckDBPyConnection, table: str, columns: Sequence[str], swept: Swept) -> None:
    names = ", ".join(columns)
    begins = f"unicode(coalesce({names})) in {_INITIALS} and regexp_matches(coalesce({names}), ?)"
    lines = [line for (line,) in con.execute(f"select line from {table} where {begins} order by line limit {TOTALS}", [_BEGINS]).fetchall()]
    if not lines:
        return
    rows = con.execute(f"select line, {names} from {table} where line in (select unnest(?)) order by line", [lines]).fetchall()
    taken = [Skipped(line, _text(cells), "total") for line, *cells in rows if _is_total(cells, at_end=False)]
    _delete(con, table, [one.line for one in taken])
    swept.skipped.extend(taken)


def _is_total(cells: Sequence[str | None], *, at_end: bool) -> bool:
    """A word for total, then figures and gaps. "Total Énergies" amid the table is a customer; at its end, with gaps, a total."""
    present = [cell for cell in cells if cell]
    if len(cells) < 2 or not re.search(_BEGINS, present[0]):
        return False
    if any(look(cell) not in ("integer", "number") for cell in present[1:]):
        return False
    if _TOTAL.fullmatch(present[0]):
        return True
    gaps = len(present) < len(cells)
    return gaps and len(present) > 1 and (at_end or bool(_PARTIAL.match(present[0])))


def _lone(cells: Sequence[str | None]) -> bool:
    return len(cells) > 1 and sum(map(bool, cells)) == 1


def _is_note(con: DuckDBPyConnection, table: str, columns: Sequence[str], cells: Sequence[str | None], gap: bool) -> bool:
    """A lone cell in a wide table that is not one of the values of its column."""
    if not _lone(cells):
        return False
    place, text = next((k, cell) for k, cell in enumerate(cells) if cell)
    if look(text) != "words":
        return False
    if _NOTE.match(text):
        return True
    known = con.execute(f"select {columns[place]} from {table} where {columns[place]} is not null order by line limit 200").fetchall()
    others = [value for (value,) in known if value != text]
    longest = max(map(len, others), default=0)
    usual = sum(look(value) == "words" for value in others) * 2 < len(others)
    if len(cells) < 3:
        return gap and usual
    return gap or (" " in text and (usual or len(text) > 1.5 * longest > 0))


def _text(cells: Sequence[str | None]) -> str:
    return " ; ".join(cell or "" for cell in cells).strip(" ;")


def _delete(con: DuckDBPyConnection, table: str, lines: Sequence[int]) -> None:
    if lines:
        settle(con, table)
        con.execute(f"delete from {table} where line in (select unnest(?))", [list(lines)])
