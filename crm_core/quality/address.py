"""A postal address in the order and the width that La Poste's machines read: at most six lines of 38 characters (NF Z10-011), a seventh for a country.

1 who · 2 flat, floor or, for a firm, the person · 3 building, residence, zone · 4 number and street · 5 hamlet, box · 6 postal code and town.
Capitals without accents; no punctuation, not even a hyphen, from line 4 on. A line that is too long is shortened in this order: kind of way or building, titles and
ranks, first names to their letter, articles — never the last word, nor the last name. What was shortened, and what still does not fit, is said.
Source: AFNOR NF Z10-011 (January 2013) as told by La Poste's guide for senders; Hexaposte abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from crm_core.quality.capitals import named, plain
from crm_core.quality.contact import FRANCE
from crm_core.quality.countries import CODE_LAST, code_of, in_french

WIDTH = 38
LISTS = Path(__file__).resolve().parents[2] / "data" / "reference_lists"
WAYS = {
    "ALLEE": "ALL", "ALLEES": "ALL", "AVENUE": "AV", "BOULEVARD": "BD", "CARREFOUR": "CAR", "CHEMIN": "CHE", "CHAUSSEE": "CHS", "CITE": "CITE", "COURS": "CRS", "DESCENTE": "DSC",
    "DOMAINE": "DOM", "ESPLANADE": "ESP", "FAUBOURG": "FG", "HAMEAU": "HAM", "IMPASSE": "IMP", "LOTISSEMENT": "LOT", "MONTEE": "MTE", "PASSAGE": "PAS", "PLACE": "PL", "PLATEAU": "PLT",
    "PROMENADE": "PROM", "QUAI": "QU", "QUARTIER": "QUA", "RESIDENCE": "RES", "ROND POINT": "RPT", "ROUTE": "RTE", "RUE": "RUE", "RUELLE": "RLE", "SENTIER": "SEN", "SENTE": "SEN", "SQUARE": "SQ",
    "TRAVERSE": "TRA", "VILLA": "VLA", "VILLAGE": "VLGE", "VOIE": "VOIE",
}  # fmt: skip
PLACES = {
    "APPARTEMENT": "APP", "BATIMENT": "BAT", "CENTRE COMMERCIAL": "CCAL", "ESCALIER": "ESC", "ETAGE": "ETG", "IMMEUBLE": "IMM", "PAVILLON": "PAV", "PORTE": "PTE", "RESIDENCE": "RES", "ENTREE": "ENT",
    "ZONE ARTISANALE": "ZA", "ZONE INDUSTRIELLE": "ZI", "ZONE D ACTIVITES": "ZA", "ZONE D ACTIVITE": "ZA", "ZONE COMMERCIALE": "ZC",
}  # fmt: skip
RANKS = {
    "SAINT": "ST", "SAINTE": "STE", "GENERAL": "GAL", "MARECHAL": "MAL", "COLONEL": "CNL", "COMMANDANT": "CDT", "CAPITAINE": "CNE", "LIEUTENANT": "LT", "AMIRAL": "AML", "DOCTEUR": "DR",
    "PROFESSEUR": "PR", "PRESIDENT": "PDT", "MONSEIGNEUR": "MGR", "MINISTRE": "MIN", "PREFET": "PREF", "SOCIETE": "STE", "ETABLISSEMENTS": "ETS", "COMPAGNIE": "CIE", "ASSOCIATION": "ASS",
    "GRAND": "GD", "GRANDE": "GDE", "PETIT": "PT", "PETITE": "PTE", "NOTRE DAME": "ND", "MONSIEUR": "M", "MADAME": "MME", "MADEMOISELLE": "MLLE",
}  # fmt: skip
ARTICLES = ("DE LA", "DE L", "DES", "DU", "DE", "D", "LA", "LE", "LES", "L", "ET")
BOX = re.compile(r"\b(?:BP|CS|TSA|CIDEX|BOITE POSTALE|POSTE RESTANTE)\b")
HAMLET = re.compile(r"\bLIEU DIT\b|^LD ")
INSIDE = re.compile(
    r"\b(?:APPARTEMENT|APP|APPT|ETAGE|ETG|PORTE|CHEZ|ESCALIER|ESC|COULOIR|BOITE AUX LETTRES|FLAT|APARTMENT|APT|UNIT|FLOOR)\b"
)
OUTSIDE = re.compile(
    r"\b(?:BATIMENT|BAT|IMMEUBLE|IMM|TOUR|ENTREE|ZONE|ZI|ZA|ZAC|ZC|CENTRE COMMERCIAL|PARC|PAVILLON)\b|^(?:RESIDENCE|RES)\b"
)
STREET = re.compile(r"^\d+|\b(?:" + "|".join([*WAYS, *(one for one in WAYS.values() if len(one) > 1)]) + r")\b")


@dataclass(frozen=True)
class Postal:
    """The lines as they are to be printed, each 38 characters at most unless named in `too_long`; `shortened` names those that were abbreviated, `ranks` tells the place of each."""

    lines: tuple[str, ...]
    shortened: tuple[str, ...] = ()
    too_long: tuple[str, ...] = ()
    ranks: tuple[int, ...] = ()

    @property
    def by_rank(self) -> dict[int, str]:
        """The lines by their place: 1 who … 6 postal code and town, 7 country; an empty one is absent."""
        return dict(zip(self.ranks, self.lines, strict=True))


@cache
def first_names() -> frozenset[str]:
    """The first names of the reference lists, in capitals without accents."""
    files = (LISTS / f"first_names_{kind}.txt" for kind in ("female", "male"))
    return frozenset(plain(name) for file in files for name in file.read_text(encoding="utf-8").splitlines())


def postal(record: Mapping[str, str | None]) -> Postal:
    """The address of a record of `customers` (title, names, company, address_1 to 4, postal code, town, country)."""
    where = _sorted(_without_place(record, record.get(f"address_{n}") or "") for n in range(1, 5))
    who, inside = _who(record)
    written = [who, " ".join([*inside, *where["inside"]]), " ".join(where["outside"]), " ".join(where["street"]), " ".join(where["box"])]
    lines = [*written, _place(record), *([in_french(record.get("country"))] if _is_foreign(record) else [])]
    made = _fitted([line for line in lines if line], _at_length(record))
    return replace(made, ranks=tuple(rank for rank, line in enumerate(lines, 1) if line))


def _is_foreign(record: Mapping[str, str | None]) -> bool:
    return plain(record.get("country")).lower() not in FRANCE


def _who(record: Mapping[str, str | None]) -> tuple[str, list[str]]:
    """Line 1, and what of the addressee comes on line 2: a person in a firm."""
    person, firm = _person(record), named(record.get("company_name"))
    if not firm:
        return person, []
    inside = person or named(record.get("contact_name"))
    return firm, [inside] if inside else []


def _at_length(record: Mapping[str, str | None]) -> str:
    """Line 1 before anything is shortened."""
    parts = ("company_name",) if record.get("company_name") else ("title", "first_name", "last_name")
    return " ".join(one for one in (named(record.get(name)) for name in parts) if one)


def _person(record: Mapping[str, str | None]) -> str:
    """Title, first and last name; when that is too long the title is shortened, then the first name."""
    title, first, last = (named(record.get(name)) for name in ("title", "first_name", "last_name"))
    short, letters = RANKS.get(title, title), " ".join(one[0] for one in re.split("[ -]", first) if one)
    ways = ((title, first, last), (short, first, last), (short, letters, last), (letters, last), (last,))
    written = [" ".join(one for one in way if one) for way in ways]
    return next((one for one in written if len(one) <= WIDTH), last)


def _place(record: Mapping[str, str | None]) -> str:
    """Postal code and town, or the town first where its country writes so."""
    parts = [plain(record.get("postal_code")), _town(record)]
    if code_of(record.get("country")) in CODE_LAST:
        parts.reverse()
    return " ".join(one for one in parts if one)


def _town(record: Mapping[str, str | None]) -> str:
    """The town without a department in brackets; in France a district is part of the postal code."""
    if _is_foreign(record):
        return plain(record.get("city"))
    town = re.sub(r" \d{1,2}(?:E|EME|ER)?(?: ARRONDISSEMENT)?$", "", plain(re.sub(r"\(.*?\)", "", record.get("city") or "")))
    return town if "CEDEX" not in plain(record.get("city")) else plain(record.get("city"))


def _without_place(record: Mapping[str, str | None], text: str) -> str:
    """A line of the address without the postal code and town that it repeats at its end; the town alone only after a comma (12 RUE DE LYON is a street)."""
    code, town = (re.escape(one) for one in (plain(record.get("postal_code")), _town(record)))
    if not town:
        return plain(text)
    said = rf"{town}(?: \d{{1,2}}(?:ER|E|EME)?(?: ARRONDISSEMENT)?)?(?: CEDEX(?: \d+)?)?(?: FRANCE)?"
    street, comma, last = text.rpartition(",")
    if comma and re.fullmatch(said, plain(last)):
        text = street
    return re.sub(rf"(?:^| )(?:{code} {said}|{town} {code})$|^(?:{code}|{said})$" if code else rf"^{said}$", "", plain(text))


def _sorted(parts: Iterable[str]) -> dict[str, list[str]]:
    """Each part of the address on its line; without any street, what is left is taken for it."""
    found: dict[str, list[str]] = {"inside": [], "outside": [], "street": [], "box": []}
    for part in filter(None, (one for whole in parts for one in _cut(whole))):
        found[_kind(part)].append(part)
    return found


def _cut(part: str) -> list[str]:
    """A part in two where a building comes before the number of a street: BAT A 12 RUE DE LA PAIX."""
    split = re.match(
        r"^(?P<before>(?:BATIMENT|BAT|RESIDENCE|RES|IMMEUBLE|IMM|APPARTEMENT|APPT|APP|ESC|ESCALIER)\b.*?) (?P<street>\d+ ?(?:BIS|TER|[A-E])? ?(?:"
        + "|".join(WAYS)
        + r")\b.*)$",
        part,
    )
    return [split["before"], split["street"]] if split else [part]


def _kind(part: str) -> str:
    if BOX.search(part) or HAMLET.search(part):
        return "box"
    if re.match(r"^\d+ ?(?:BIS|TER|QUATER|[A-E])?\b ?\D", part) and STREET.search(part):
        return "street"
    if INSIDE.search(part):
        return "inside"
    return "outside" if OUTSIDE.search(part) else "street"


def _fitted(lines: list[str], person: str) -> Postal:
    """Every line within its width as far as it may be shortened; `person` is how the addressee would be written at length."""
    made = [line if len(line) <= WIDTH else shorten(line) for line in lines]
    whole = [person, *lines[1:]] if person else lines
    shortened = tuple(after for before, after in zip(whole, made, strict=True) if after != before)
    return Postal(tuple(made), shortened, tuple(line for line in made if len(line) > WIDTH))


def shorten(line: str) -> str:
    """The line with just as much shortened as is needed: kinds of way and building, ranks, first names, articles; the last word stays whole."""
    for step in (_abbreviated(WAYS | PLACES), _abbreviated(RANKS), _initials, _without_articles):
        if len(line) <= WIDTH:
            break
        line = step(line)
    return line


def _abbreviated(words: Mapping[str, str]) -> Callable[[str], str]:
    def step(line: str) -> str:
        for word, short in sorted(words.items(), key=lambda one: -len(one[0])):
            if len(line) <= WIDTH:
                break
            line = re.sub(rf"\b{word}\b(?= )", short, line)
        return line

    return step


def _initials(line: str) -> str:
    """First names before the last word to their letter, from the left, until it fits: AV JEAN BAPTISTE CLEMENT → AV J B CLEMENT."""
    words = line.split()
    for rank in range(1, len(words) - 1):
        if len(" ".join(words)) <= WIDTH:
            break
        if words[rank] in first_names():
            words[rank] = words[rank][0]
    return " ".join(words)


def _without_articles(line: str) -> str:
    for article in ARTICLES:
        if len(line) <= WIDTH:
            break
        line = re.sub(rf" {article} ", " ", line)
    return line
