"""The street of an address that a file keeps in several columns: its number, bis or ter, the kind of way, its name. They become one line again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_core.errors import Words
from crm_core.i18n import N_
from crm_core.ingest.mapping import Mapped
from crm_core.ingest.readings import Formats
from crm_core.ingest.source import Doubt
from crm_core.ingest.words import meaning, normal

STREET = "address_1"
PIECES = (
    ("n° de voie", "n° voie", "n° rue", "n° de rue", "num voie", "numeroVoie", "numeroVoieEtablissement", "street number", "street no", "house number"),
    ("indice de répétition", "indice répétition établissement", "répétition", "bis ter", "bis/ter", "btq", "suffixe", "complément de numéro"),
    ("type de voie", "type voie établissement", "nature de voie", "libellé type de voie", "street type"),
)  # fmt: skip
WORDS = tuple(frozenset(meaning(normal(text)) for text in texts) for texts in PIECES)
BARE = frozenset(normal(text) for text in ("n°", "numéro", "numero", "num", "no", "number"))
PIECE = r"nullif(regexp_replace(trim({text}), '\.0$', ''), '')"
JOINED = N_("The street stands in several columns ({columns}): they were put together as “{field}”.")


def join_street(mapped: Sequence[Mapped], found: Formats) -> None:
    """Put the pieces before the name of the street, where it does not begin with its number itself; each piece is kept as a field of its own, too."""
    street = found.named(STREET)
    pieces = _pieces(mapped) if street and street.field else []
    cells = [reading for one in pieces if (reading := found.named(str(one.field)))]
    if not street or not street.field or not cells:
        return
    whole = f"concat_ws(' ', {', '.join(PIECE.format(text=one.sql) for one in cells)}, {street.sql})"
    joins = tuple(dict.fromkeys(join for one in (*cells, street) for join in one.joins))
    sql = f"case when regexp_matches({street.sql}, '^\\s*\\d') then {street.sql} when {street.sql} is not null then {whole} end"
    found.readings[found.readings.index(street)] = replace(street, sql=sql, joins=joins)
    headers = [one.profile.key for one in (*pieces, *(one for one in mapped if one.field == STREET))]
    found.notes.append(Doubt(JOINED, columns=" · ".join(headers), field=Words(street.field.label)))


def _pieces(mapped: Sequence[Mapped]) -> list[Mapped]:
    """The columns of number, repetition and kind of way that are kept and are nothing else, in this order."""
    free = [one for one in mapped if one.field and not one.declared]
    found = [next((one for one in free if meaning(normal(one.profile.header)) in words), None) for words in WORDS]
    return [one for one in (found[0] or _bare_number(mapped, free), *found[1:]) if one]


def _bare_number(mapped: Sequence[Mapped], free: Sequence[Mapped]) -> Mapped | None:
    """A column that is called “number” and no more is the street's when what follows is a piece of it, or its name comes just before."""
    for before, one, after in zip((None, *mapped), mapped, (*mapped[1:], None), strict=False):
        if one in free and normal(one.profile.header) in BARE and (_is_street(after) or (before and before.field == STREET)):
            return one
    return None


def _is_street(one: Mapped | None) -> bool:
    return one is not None and (one.field == STREET or meaning(normal(one.profile.header)) in WORDS[1] | WORDS[2])
