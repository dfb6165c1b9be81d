"""The rules of RFM scores: cut points, and the grid that gives each of the 125 codes its segment."""

from collections.abc import Mapping
from itertools import pairwise, product
from math import isfinite

from crm_core.errors import WrongChoice
from crm_core.i18n import N_

Code = tuple[int, int, int]
SCORES = range(1, 6)
CODES: list[Code] = list(product(SCORES, SCORES, SCORES))
# Segment → blocks of scores "R F" or "R F M", parted by semicolons; a score or a span like 4-5.
GRID = {
    "champions": "5 4-5",
    "loyal": "3-4 4-5",
    "potential_loyal": "4-5 2-3",
    "new": "5 1",
    "promising": "4 1",
    "need_attention": "3 3",
    "about_to_sleep": "3 1-2",
    "at_risk": "1-2 3-4",
    "cannot_lose": "1-2 5",
    "hibernating": "1-2 1-2",
}
# The rules of the vignette of R's package rfm 0.3.0, the first that holds wins.
R_PACKAGE = (
    ("champions", "5 5 5"), ("potential_loyal", "3-5 3-5 2-5"), ("loyal", "2-4 2-4 2-4"), ("promising", "3-4 1-3 3-5"), ("new", "4-5 1-3 1-5"),
    ("cannot_lose", "1-2 3-4 4-5"), ("at_risk", "1-2 2-5 4-5"), ("need_attention", "1-3 3-5 3-5"), ("about_to_sleep", "2-3 1-3 1-4"), ("hibernating", "1 1-5 1-5"),
)  # fmt: skip


def cut_points(text: str) -> list[float] | None:
    """The four cut points written in `text`, lowest first; None for an empty one: by the data. Raises WrongChoice for anything else."""
    if not text.strip():
        return None
    try:
        cuts = [float(part.replace(",", ".")) for part in text.replace(";", " ").split()]
    except ValueError:
        cuts = []
    if len(cuts) != 4 or not all(map(isfinite, cuts)) or any(low >= high for low, high in pairwise(cuts)):
        raise WrongChoice(
            N_("“{value}” is not four cut points."), N_("Write four numbers that go up, like 30; 90; 180; 365, or nothing."), value=text
        )
    return cuts


def blocks(text: str) -> list[Code]:
    """The codes of the blocks written in `text`: `5 4-5; 4 5 1-2`. Raises WrongChoice when it cannot be read."""
    return [code for block in text.split(";") if block.strip() for code in _block(block)]


def _block(text: str) -> list[Code]:
    parts = [part.partition("-") for part in text.split()]
    spans = [(low, high if dash else low) for low, dash, high in parts]
    if len(spans) not in (2, 3) or any(one not in "12345" or len(one) != 1 for span in spans for one in span):
        raise WrongChoice(
            N_("“{value}” is not a block of scores."), N_("Write R and F, or R, F and M, each 1 to 5 or a span: 5 4-5 or 5 4-5 1-2."), value=text.strip()
        )  # fmt: skip
    ranges = [range(int(low), int(high) + 1) for low, high in spans]
    return [(r, f, m) for r in ranges[0] for f in ranges[1] for m in (ranges[2] if len(ranges) == 3 else SCORES)]


def covered(grid: Mapping[str, str]) -> dict[Code, str]:
    """Code → segment. Raises WrongChoice that names the codes which no segment has, or which several have."""
    held: dict[Code, list[str]] = {code: [] for code in CODES}
    for name, text in grid.items():
        for code in blocks(text):
            held[code].append(name)
    gaps, twice = [code for code in CODES if not held[code]], [code for code in CODES if len(held[code]) > 1]
    if gaps:
        raise WrongChoice(N_("No segment has these RFM codes: {codes}."), N_("Give each code to one segment."), codes=_written(gaps))
    if twice:
        raise WrongChoice(
            N_("Several segments have these RFM codes: {codes}."), N_("Give each code to one segment."), codes=_written(twice)
        )
    return {code: names[0] for code, names in held.items()}


def _written(codes: list[Code]) -> str:
    return ", ".join("".join(map(str, code)) for code in codes)


def of_r_package() -> dict[Code, str]:
    """Code → segment by the rules of R's package; the ten codes that none of them meets are where our own grid has them."""
    found = covered(GRID)
    for name, text in reversed(R_PACKAGE):
        found.update(dict.fromkeys(blocks(text), name))
    return found


def by_code(grid: Mapping[Code, str], weights: tuple[float, float] | None = None) -> list[str]:
    """The segment of each code, 111 first, 555 last. With `weights` the second score of the grid is the weighted mean of F and M, rounded half up."""
    if weights is None:
        return [grid[code] for code in CODES]
    of_f, of_m = weights
    return [grid[r, int((of_f * f + of_m * m) / (of_f + of_m) + 0.5 + 1e-9), m] for r, f, m in CODES]
