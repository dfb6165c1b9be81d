"""What a reader sees while answers are computed: the shape of the page at once, and past two seconds a bar that says what is being done.

Opened for the first time, a page shows grey shapes below what is drawn already, row by row. Drawn again, its figures of before turn grey in their own place
(the rules below: those that wait are marked stale by Streamlit), so that no old figure is taken for a new one. What is answered from memory shows neither.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

from crm_core.indicators.registry import REGISTRY
from crm_ui.words import _

RULES = """
@keyframes bc-wait{from{background:var(--ground)}to{background:var(--line)}}@keyframes bc-gone{to{opacity:0}}@keyframes bc-late{to{visibility:visible}}
.stMain [data-stale="true"]{opacity:1}
.st-key-figures [data-stale="true"]{border-radius:.375rem;animation:bc-wait .8s .5s infinite alternate both}.st-key-figures [data-stale="true"]>*{animation:bc-gone 1ms .5s forwards}
.st-key-shape{visibility:hidden;animation:bc-late 1ms .3s forwards}
.st-key-doing{position:fixed;left:0;right:0;bottom:1.5rem;margin:auto;z-index:99999;width:min(28rem,calc(100vw - 2rem));padding:.75rem 1rem;border:1px solid var(--line);border-radius:.375rem;
background:light-dark(#FFFFFF,#10151C);visibility:hidden;animation:bc-late 1ms 2s forwards}
"""
DRAWN, USUAL = "page_drawn", 12


@dataclass(frozen=True)
class Row:
    """The answer, or cards or charts side by side: how wide they are beside each other, how high in pixels, on how many lines, how far apart."""

    widths: tuple[int, ...]
    height: int
    lines: int = 1
    gap: Literal["small", "medium"] = "medium"


ANSWER, CARDS, CHARTS = Row((1,), 82), Row((1, 1, 1, 1), 230, gap="small"), Row((3, 2), 400)
SHAPES = {
    "barometre": (ANSWER, Row((1, 1, 1), 215, 2), Row((1, 1), 390)),
    "doublons": (ANSWER, CARDS),
    "valeur": (ANSWER, Row((1, 1, 1, 1), 120, gap="small"), CHARTS),
    **dict.fromkeys(
        ("satisfaction", "reclamations", "clients", "classes", "structure", "scoring", "segments", "departs", "appetence"),
        (ANSWER, CARDS, CHARTS, CHARTS),
    ),
}


@dataclass
class Shape:
    """A row of grey shapes: where it is, and how many of its cards or charts are yet to be drawn."""

    place: DeltaGenerator
    left: int
    shown: bool = True

    def clear(self) -> None:
        if self.shown:
            self.place.empty()
        self.shown = False


@dataclass
class Wait:
    """One run of a page: the shapes of what is yet to be drawn, and the bar once a question is asked."""

    page: str
    slot: DeltaGenerator
    shapes: list[Shape] = field(default_factory=list)
    asked: int = 0
    bar: DeltaGenerator | None = None


_NOW: ContextVar[Wait | None] = ContextVar("wait", default=None)
# How many questions each page asks at most, as seen on this server.
_QUESTIONS: dict[str, int] = {}


@contextmanager
def page(name: str) -> Iterator[None]:
    """Around the run of the page `name`."""
    if name not in SHAPES:
        yield
        return
    body = st.container(key="figures")
    wait = Wait(name, st.empty())
    if st.session_state.get(DRAWN) != name:
        wait.shapes = _shapes(SHAPES[name])
    token = _NOW.set(wait)
    try:
        with body:
            yield
    finally:
        _NOW.reset(token)
        _end(wait)


def _shapes(rows: tuple[Row, ...]) -> list[Shape]:
    """Draw the rows."""
    with st.container(key="shape"):
        return [_shape(row) for row in rows]


def _shape(row: Row) -> Shape:
    place = st.empty()
    with place.container():
        for _line in range(row.lines):
            for column in st.columns(row.widths, gap=row.gap):
                column.skeleton(row.height)
    return Shape(place, len(row.widths) * row.lines)


def drawn() -> None:
    """The answer, a card or a chart is drawn: the shape of its row makes room for it."""
    wait = _NOW.get()
    if wait is None or not wait.shapes:
        return
    shape = wait.shapes[0]
    shape.clear()
    shape.left -= 1
    if not shape.left:
        wait.shapes.pop(0)


def asking(name: str) -> None:
    """The question `name` is asked, and its answer is not in memory: the bar says so, unless a part of the page asks that is drawn again by itself."""
    wait = _NOW.get()
    if wait is None:
        return
    done, wait.asked = wait.asked, wait.asked + 1
    if ThreadState.get().fragment_id is not None:
        return  # what a part writes outside of itself is drawn again, in the same place, when the part is: by then the bar is gone
    share = min(done / max(_QUESTIONS.get(wait.page, USUAL), wait.asked), 1.0)
    words = _("Computing: {what}", what=_(REGISTRY[name].title)) if name in REGISTRY else _("Computing the figures")
    if wait.bar is None:
        wait.bar = wait.slot.container(key="doing").progress(share, words)
    else:
        wait.bar.progress(share, words)


def over() -> None:
    """Nothing more will be drawn: shapes and bar go. To be said before `st.stop`, after which nothing can be sent."""
    wait = _NOW.get()
    if wait is not None:
        _end(wait)


def _end(wait: Wait) -> None:
    _QUESTIONS[wait.page] = max(_QUESTIONS.get(wait.page, 0), wait.asked)
    st.session_state[DRAWN] = wait.page
    while wait.shapes:
        wait.shapes.pop().clear()
    if wait.bar is not None:
        wait.slot.empty()
        wait.bar = None
