"""From slides to HTML: the fragment of figures, and the page around it with its style, fonts and script."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from babel.dates import get_day_names, get_month_names
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from crm_core.i18n import N_, say
from crm_ui.formats import LOCALES
from crm_ui.screen.choice import Choice
from crm_ui.screen.slides import Slide

HERE = Path(__file__).parent
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
)
FONT = '@font-face{{font-family:BC;font-weight:{weight};src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'


def fragment(slides: Sequence[Slide], who: Sequence[str], feet: Sequence[str], dates: Mapping[str, str], language: str) -> str:
    """The slides with what the head and the foot say of each; `dates` holds the words of lost links and of old data."""
    words = {"in_a_year": say(N_("in a year"), language), "no_data": say(N_("No data yet"), language)}
    shown = zip(slides, who, feet, strict=True)
    return TEMPLATES.get_template("figures.html").render(shown=shown, words=words, **dates)


def page(figures: str, language: str, *, choice: Choice | None = None, tag: str = "", now: str = "") -> str:
    """The whole page. Without `choice` it has no script: it stays as it is."""
    return TEMPLATES.get_template("page.html").render(
        figures=Markup(figures), language=language, choice=choice, tag=tag, now=now, build=build(), style=Markup(style()), script=Markup(read("screen.js")),  # noqa: S704 — our own files, and a fragment that was escaped when drawn
        days=",".join(_names(get_day_names("wide", locale=LOCALES[language]), (6, 0, 1, 2, 3, 4, 5))),
        months=",".join(_names(get_month_names("wide", locale=LOCALES[language]), range(1, 13))),
    )  # fmt: skip


def _names(names: Mapping[int, str], order: Sequence[int]) -> list[str]:
    return [str(names[rank]) for rank in order]


def sentence(text: str) -> str:
    """A fragment that only says something."""
    return str(Markup('<p class="say" id="say">{}</p>').format(text))


def read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@cache
def style() -> str:
    """The fonts, embedded, and the rules."""
    fonts = {weight: b64encode((HERE / "fonts" / f"bc-{weight}.woff2").read_bytes()).decode() for weight in (400, 600)}
    return "".join(FONT.format(weight=weight, data=data) for weight, data in fonts.items()) + read("screen.css")


@cache
def build() -> str:
    """Changes with the page's own files: a screen that was opened before loads itself again."""
    return sha256("".join(read(name) for name in ("page.html", "figures.html", "screen.css", "screen.js")).encode()).hexdigest()[:12]
