"""The words of the product: English message ids in the code, one folder of .po files per language, read at run time.

`N_` marks a text where it is declared; `translator(language)` says it. Each `locale/<language>/*.po` is merged, so that
a page or a room of the code can keep its own catalogue.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("fr", "en")
DEFAULT_LANGUAGE = "fr"
_CONTROLS = (*range(9), *range(11, 13), *range(14, 32), *range(127, 160))
_DIRECTIONS = (0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
UNSEEN = dict.fromkeys((*_CONTROLS, *_DIRECTIONS))
FOLDER = Path(__file__).resolve().parent.parent / "locale"


def N_(text: str) -> str:
    """Mark `text` for the catalogues without translating it here."""
    return text


def catalogue(language: str) -> Catalog:
    """All entries of one language, from every .po file of its folder."""
    merged = Catalog(locale=language)
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    merged[message.id] = message
    return merged


class _Untranslated(NullTranslations):
    """Texts that no catalogue holds, with the language's own plural: in French 0 and 1 are singular."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.plural = Catalog(locale=language).plural_expr

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return (msgid2 if n > 1 else msgid1) if self.plural.startswith("(n > 1)") else (msgid1 if n == 1 else msgid2)


@cache
def translator(language: str) -> NullTranslations:
    """The gettext object of a language."""
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    made = GNUTranslations(compiled)
    made.add_fallback(_Untranslated(language))
    return made


def say(text: str, language: str, /, **values: object) -> str:
    """`text` in `language`, its `{names}` filled in."""
    said = translator(language).gettext(text) if text else ""
    return _filled(said, values) if values else said


def say_number(one: str, many: str, n: int, language: str, /, **values: object) -> str:
    """The form of `one` or `many` that goes with `n`, its `{names}` filled in."""
    return _filled(translator(language).ngettext(one, many, n), values)


def visible(text: str) -> str:
    """`text` without the marks that are no text and could change what stands beside it: controls, and those that turn the direction of writing."""
    return text if text.isascii() and text.isprintable() else text.translate(UNSEEN)


def _filled(text: str, values: dict[str, object]) -> str:
    return text.format(**{name: visible(value) if isinstance(value, str) else value for name, value in values.items()})
