"""What the address of a screen asks for: views, stores, rotation, language, theme."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from crm_core.errors import WrongChoice
from crm_core.i18n import LANGUAGES, N_
from crm_ui.head import STALE_DAYS

VIEWS = ("barometer", "satisfaction", "lost", "complaints")
THEMES = ("dark", "light")
NAMES = ("view", "views", "rotate", "refresh", "stale", "store", "theme", "lang", "token")
ROTATE, REFRESH, MOST = 25, 50, 10
TOKEN = "CRM_SCREEN_TOKEN"  # noqa: S105 — the name of a variable


@dataclass(frozen=True)
class Content:
    """What is drawn: `views` of each of the `stores` (none: the whole firm), in `language` (None: the firm's); data older than `stale` days are said to be old."""

    views: tuple[str, ...]
    stores: tuple[str, ...]
    language: str | None
    stale: int


@dataclass(frozen=True)
class Choice:
    """A screen: its content, the view it begins with, seconds between two views (0 = fixed) and between two refreshes, and its theme."""

    content: Content
    first: int
    rotate: int
    refresh: int
    theme: str

    @classmethod
    def read(cls, address: QueryParams) -> "Choice":
        """The choice that an address makes. Raises WrongChoice, which names the parameter."""
        for name in address:
            if name not in NAMES:
                raise WrongChoice(N_("The address of this screen has no parameter {name}."), KNOWN, name=name, known=", ".join(NAMES))
        views = tuple(_among("views", one, VIEWS) for one in address.get("views", ",".join(VIEWS)).split(","))
        view = _among("view", address.get("view", views[0]), views)
        stores = tuple(dict.fromkeys(address.getlist("store")))
        if len(views) * len(stores) > MOST:
            raise WrongChoice(
                N_("A screen shows at most {n} views in turn, all stores together."), N_("Ask for fewer, or use several screens."), n=MOST
            )
        fixed = "view" in address and "views" not in address and not stores[1:]
        return cls(
            Content(views, stores, _among("lang", address["lang"], LANGUAGES) if "lang" in address else None, _whole(address, "stale", STALE_DAYS, 1, 3650)),
            views.index(view), _whole(address, "rotate", 0 if fixed else ROTATE, 0, 3600), _whole(address, "refresh", REFRESH, 1, 60),
            _among("theme", address.get("theme", THEMES[0]), THEMES),
        )  # fmt: skip

    def query(self) -> str:
        """The shortest address, from its question mark on, that makes this choice, which begins with its first view."""
        said = {
            "views": ",".join(self.content.views) if self.content.views != VIEWS else "", "store": self.content.stores, "lang": self.content.language or "",
            "theme": self.theme if self.theme != THEMES[0] else "", "rotate": self.rotate if self.rotate != ROTATE else "",
            "refresh": self.refresh if self.refresh != REFRESH else "", "stale": self.content.stale if self.content.stale != STALE_DAYS else "",
        }  # fmt: skip
        return urlencode({name: value for name, value in said.items() if value not in ("", ())}, doseq=True, safe=",")


KNOWN = N_("Possible values: {known}.")


def _among(name: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise impossible(name, value, known)
    return value


def impossible(name: str, value: str, known: Iterable[str]) -> WrongChoice:
    """The error of a parameter that cannot have this value."""
    return WrongChoice(
        N_("The address asks for {name} = {value}, which is not possible here."), KNOWN, name=name, value=value[:80], known=", ".join(known)
    )  # fmt: skip


def _whole(address: QueryParams, name: str, usual: int, low: int, high: int) -> int:
    text = address.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and low <= int(text) <= high):
        raise impossible(name, text, [f"{low}–{high}"])
    return int(text)


def language_of(address: QueryParams, usual: Callable[[], str]) -> str:
    """The language in which to say what is wrong with an address that cannot be read."""
    asked = address.get("lang")
    return asked if asked in LANGUAGES else usual()
