"""Where a table begins in a grid of cells: title lines above, one or two header lines, or none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from crm_core.ingest.cells import is_year, look, one_line

Row = Sequence[str]
Spans = dict[int, list[tuple[int, int, int]]]
LOOK_DOWN = 60
SEARCH = 40
HEADER_LINES = 6
_HEADER_WORD = re.compile(
    r"(?i)\b(?:id|ids|n°|no|num|numéro|numero|number|code|ref|réf|référence|reference|nom|noms|name|prénom|prenom|date|libellé|libelle|label|type|"
    r"montant|amount|prix|price|qté|quantité|quantite|quantity|ville|city|pays|country|adresse|address|e-?mail|courriel|téléphone|telephone|tel|tél|phone|"
    r"client|customer|statut|status|catégorie|categorie|category|commentaire|comment|description|value|valeur|title|titre|note|score|produit|product)s?\b|_id\b|^id_"
)


@dataclass(frozen=True)
class Layout:
    """Rows of a grid, by index: titles above, header lines (none, one or two), first row of the body; and the columns' names."""

    titles: tuple[int, ...]
    header: tuple[int, ...]
    body: int
    names: tuple[str, ...]


def find_layout(grid: Sequence[Row], merged: Spans | None = None, columns: int = 0) -> Layout:
    """The layout of `grid`, whose cells are stripped and which has at least so many `columns`.

    `merged` gives its merged cells, where they are known: top row → first column, last column, bottom row of each.
    """
    filled = [sum(1 for cell in row if cell) for row in grid]
    start, has_header = _first_row(grid, filled)
    header = _header_rows(grid, filled, start, merged) if has_header else ()
    first = header[0] if header else start
    body = header[-1] + 1 if header else start
    titles = tuple(i for i in range(first) if filled[i])
    names = _names(grid, header, max(columns, _width(grid, header, body)), merged)
    return Layout(titles, header, body, unique(names))


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Names in order, never empty ("column 3") and never twice ("x (2)")."""
    seen: Counter[str] = Counter()
    given: list[str] = []
    for position, name in enumerate(names, start=1):
        base = name or f"column {position}"
        candidate, n = base, 1
        while candidate.casefold() in seen:
            n += 1
            candidate = f"{base} ({n})"
        seen[candidate.casefold()] += 1
        given.append(candidate)
    return tuple(given)


def _first_row(grid: Sequence[Row], filled: Sequence[int]) -> tuple[int, bool]:
    """The row of the header or, without one, of the first record."""
    wide = sorted(count for count in filled if count > 1)
    typical = wide[-1 - len(wide) // 10] if wide and 2 * len(wide) >= sum(map(bool, filled)) - 3 else 1
    enough = max(2 if typical > 1 else 1, typical / 2)
    usual = Counter(len(row) for row, count in zip(grid, filled, strict=True) if count).most_common(1)
    least = min(2, usual[0][0]) if usual else 1
    candidates = [i for i, count in enumerate(filled) if count >= enough and len(grid[i]) >= least]
    for i in candidates[:SEARCH]:
        verdict = _verdict(grid, i)
        if verdict > 0:
            return i, True
        if verdict < 0 and filled[i] >= 0.75 * typical:
            break
    return (candidates[0] if candidates else 0), False


def _verdict(grid: Sequence[Row], i: int) -> int:
    """1: row i heads the rows beneath; -1: it is one of them; 0: neither."""
    row = grid[i]
    filled = [other for other in grid[i + 1 : i + 1 + LOOK_DOWN] if any(other)]
    beneath = [other for other in filled if other != row] or filled  # a header may be repeated among the records
    looks = [look(cell) for cell in row]
    if not beneath:
        return 1 if all(kind in ("blank", "words", "flag") for kind in looks) else -1
    points = [_points(row[k], looks[k], [other[k] for other in beneath if k < len(other) and other[k]]) for k in range(len(row)) if row[k]]
    against, favour = sum(p for p in points if p < 0), sum(p for p in points if p > 0)
    if against:
        return 1 if favour > -against else -1
    return 1 if favour or any(kind in ("words", "code") for kind in looks) else -1


def _points(cell: str, kind: str, column: Sequence[str]) -> float:
    """Does `cell` differ in kind from the column beneath it (for a header), or is it one of its values (against)?"""
    if not column:
        return 0.0
    common, count = Counter(map(look, column)).most_common(1)[0]
    typical = common if count >= 0.6 * len(column) else "words"
    if kind in ("words", "code", "flag") and typical in ("integer", "number", "date", "email", "url"):
        return 1.0
    if kind == "words" and typical in ("code", "flag"):
        return 1.0
    if kind == typical == "code" and _shape(cell) not in map(_shape, column):
        return 0.0
    if kind == typical and kind in ("integer", "number", "date", "email", "url", "code", "flag"):
        return 0.5 if is_year(cell) and not any(map(is_year, column[:5])) else -1.0
    if kind in ("date", "email", "number", "url"):
        return -1.0
    named = 0.6 if kind == "words" and _HEADER_WORD.search(cell) else 0.0
    return named - (0.5 if cell in column and typical == "words" else 0.0)


def _shape(cell: str) -> str:
    """The pattern of a code: "AB-0012" is "A-9"; long ones are told by their length."""
    return str(len(cell)) if len(cell) > 20 else re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "9", cell)))


def _header_rows(grid: Sequence[Row], filled: Sequence[int], i: int, merged: Spans | None) -> tuple[int, ...]:
    """The header line `i` with the group names above it and the lines below it that complete it or that its merged cells cover."""
    first = i - 1 if i and filled[i - 1] and _is_parent(grid[i - 1], grid[i], None if merged is None else merged.get(i - 1, [])) else i
    last, row = i, first
    while row <= last < min(first + HEADER_LINES, len(grid)) - 1:
        covered = [bottom for _, _, bottom in (merged or {}).get(row, []) if bottom < min(first + HEADER_LINES, len(grid))]
        last = max([last, *covered])
        if row == last and first + 1 >= last and _is_child(_together(grid, range(first, last + 1), merged), grid, last + 1):
            last += 1
        row += 1
    return tuple(range(first, last + 1))


def _together(grid: Sequence[Row], rows: range, merged: Spans | None) -> list[str]:
    """What the header lines so far say of each column."""
    lines = [_spread(list(grid[i]), (merged or {}).get(i, [])) for i in rows]
    return [" ".join(part for part in parts if part) for parts in zip_longest(*lines, fillvalue="")]


def _is_parent(row: Row, child: Row, spans: list[tuple[int, int, int]] | None) -> bool:
    """Is `row` the line of group names above the header `child`?"""
    places = [k for k, cell in enumerate(row) if cell]
    if any((look(row[k]) not in ("words", "code") and not is_year(row[k])) or row[k].endswith(":") for k in places):
        return False
    if spans is not None:
        return any(last > first and last - first + 1 < sum(map(bool, child)) for first, last, _ in spans)
    apart = all(b - a > 1 for a, b in pairwise(places))
    return len(places) > 1 and len(places) < sum(map(bool, child)) and (apart or len(places) > 2)


def _is_child(above: list[str], grid: Sequence[Row], i: int) -> bool:
    """Is row `i` one more header line: words that fill the gaps of those above, or tell equal names apart?"""
    if i + 1 >= len(grid):
        return False
    looks = [look(cell) for cell in grid[i] if cell]
    if not looks or any(kind not in ("words", "code") for kind in looks):
        return False
    gaps = any(cell and not (k < len(above) and above[k]) for k, cell in enumerate(grid[i]))
    names = [cell for cell in above if cell]
    return (gaps or len(set(names)) < len(names)) and _verdict(grid, i) > 0 and _typed_below(grid, i)


def _typed_below(grid: Sequence[Row], i: int) -> bool:
    beneath = [row for row in grid[i + 1 : i + 1 + LOOK_DOWN] if any(row)]
    return any(
        look(cell) == "words" and _points(cell, "words", [row[k] for row in beneath if k < len(row) and row[k]]) == 1.0
        for k, cell in enumerate(grid[i])
    )


def _width(grid: Sequence[Row], header: tuple[int, ...], body: int) -> int:
    """Columns of the table: those of the header, or of most rows when these are wider."""
    widths = sorted(_extent(row) for row in grid[body:] if any(row))
    usual = widths[(len(widths) - 1) // 2] if widths else 0
    if not header:
        usual = max(usual, Counter(widths).most_common(1)[0][0] if widths else 1)
    return max([usual, *(len(grid[i]) if len(header) == 1 else _extent(grid[i]) for i in header)])


def _extent(row: Row) -> int:
    return max((k + 1 for k, cell in enumerate(row) if cell), default=0)


def _names(grid: Sequence[Row], header: tuple[int, ...], width: int, merged: Spans | None) -> list[str]:
    """The texts of each column over the header lines, group names written over each column of their group."""
    lines = [[one_line(grid[i][k]) if k < len(grid[i]) else "" for k in range(width)] for i in header]
    if merged is not None:
        lines = [_spread(line, merged.get(i, [])) for i, line in zip(header, lines, strict=True)]
    elif len(lines) == 2:
        lines[0] = _carried(*lines)
    return [" ".join(dict.fromkeys(part for part in parts if part)) for parts in zip(*lines, strict=True)] if lines else [""] * width


def _spread(line: list[str], spans: list[tuple[int, int, int]]) -> list[str]:
    starts = {k: first for first, last, _ in spans for k in range(first, last + 1)}
    return [name or line[starts.get(k, k)] for k, name in enumerate(line)]


def _carried(parents: list[str], children: list[str]) -> list[str]:
    current, carried = "", []
    for name, child in zip(parents, children, strict=True):
        current = name or (current if child else "")
        carried.append(current)
    return carried
