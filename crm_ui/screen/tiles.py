"""A figure of the screen: its value, what it is held against, and its thirteen months. Words and formats; the language is given."""

from dataclasses import dataclass
from typing import Literal

from crm_core.i18n import N_, say
from crm_core.indicators.comparison import Reading
from crm_core.units import Unit
from crm_ui import figures, formats
from crm_ui.barometer_data import CARDS, Barometer
from crm_ui.cards import LIGHTS, State
from crm_ui.figures import MASKED, Judged, hidden
from crm_ui.screen import drawing
from crm_ui.screen.drawing import Box, Curve

LONG = 6
WIDTH, HEIGHT = 540, 92
WORDS = {"better": N_("better"), "worse": N_("worse"), "same": N_("stable")}


@dataclass(frozen=True)
class Change:
    """The change in a year: its direction, its size in words, the judgement (good, bad, few) and its word."""

    direction: Literal["up", "down", "same"]
    text: str
    state: str
    word: str


@dataclass(frozen=True)
class Tile:
    """One figure in words. `sign` is the percent sign, drawn smaller; `light` is None without target; `note` says why there is no value."""

    name: str
    label: str
    value: str
    sign: str = ""
    note: str = ""
    change: Change | None = None
    light: State | None = None
    word: str = ""
    target: str = ""
    curve: Curve | None = None

    @property
    def size(self) -> str:
        return "long" if len(self.value) > LONG else ""


def tile(name: str, found: Barometer, language: str) -> Tile:
    """The figure `name` of the barometer; masked when it rests on fewer than five persons."""
    label = say(CARDS[name][0], language)
    if name not in found.judged:
        return Tile(name, label, formats.NONE, note=say(N_("No data yet"), language))
    judged, unit = found.judged[name], found.units[name]
    if hidden(judged.now, unit):
        return Tile(name, label, "", note=say(N_("masked: fewer than {n} persons"), language, n=MASKED))
    text = formats.headline(judged.now.value, unit, language)
    value = text.removesuffix(formats.percent_sign(language))
    light = figures.LIGHT.get(judged.light)
    return Tile(
        name, label, value, text[len(value) :], change=change(judged, unit, language), light=light, word=say(LIGHTS[light], language) if light else "",
        target=figures.target_words(judged.target, unit, language), curve=_curve(found.series[name], unit, judged.target),
    )  # fmt: skip


def shown(series: list[Reading], unit: Unit) -> list[Reading]:
    """The readings, those about one to four persons made gaps."""
    return [Reading(n=one.n) if hidden(one, unit) else one for one in series]


def change(judged: Judged, unit: Unit, language: str) -> Change | None:
    """What changed in a year; None when it cannot be said, or would tell a masked value."""
    now, before = judged.now.value, judged.before
    if now is None or before is None or judged.verdict == "too_few" or hidden(Reading(before), unit):
        return None
    word = say(WORDS[judged.tone], language) if judged.tone in WORDS else ""
    if judged.verdict == "stable":
        return Change("same", word, "few", "")
    state = {"better": "good", "worse": "bad"}.get(judged.tone, "few")
    return Change("up" if now > before else "down", formats.change(now - before, unit, language), state, word)


def _curve(series: list[Reading], unit: Unit, target: float | None) -> Curve:
    seen = shown(series, unit)
    values, low, high = [one.value for one in seen], [one.low for one in seen], [one.high for one in seen]
    bottom, top = drawing.around(drawing.known(values, low, high, [target]))
    return drawing.curve(Box(2, WIDTH - 14, 8.5, HEIGHT - 8.5, bottom, top, len(values)), values, low, high, target)
