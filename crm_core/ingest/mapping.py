"""Which field is each column? The exact words first, then words contained, then near spellings, then the values themselves."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache

from rapidfuzz import fuzz

from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.ingest.fit import fits, says_other
from crm_core.ingest.mailed import KEY, MAIL, WHOSE, is_mail
from crm_core.ingest.profile import Profile
from crm_core.ingest.request import OUT, OWN
from crm_core.ingest.satisfaction import in_words
from crm_core.ingest.words import meaning, normal, slug
from crm_core.tables import RESERVED, TABLES, Field, Table

EXACT, LOOSE, CONTAINED, NEAR, BY_VALUES, MISFIT = 1.0, 0.95, 0.85, 0.8, 0.5, 0.35
NUMBERED_THING = 0.99  # what has a number and a name is called by its name
NEAR_RATIO = {"str": 95.0, "id": 95.0}
LONG_ENOUGH = 6
NUMBERING = frozenset({"id", "no", "code", "identifiant", "reference", "ref", "uid", "uuid"})
COUNTING = frozenset({"id", "no", "nb", "nombre", "count"})
FROM_ELSEWHERE = frozenset({"dataset", "datasource"})  # of which data a row was made, not what it tells
ASKED = frozenset({"nps", "csat", "ces", "verbatim"})
_HASHED = re.compile(r"#\d+")  # how shops write the number of an order
NUMBERS_ROWS = N_("its name and its values, all different, number the rows")


@dataclass(frozen=True)
class Match:
    """A field that a column may be: how strongly (0 to 1) and why (a catalogue text)."""

    field: str
    strength: float
    why: str


@dataclass(frozen=True)
class Mapped:
    """What becomes of a column: a declared `field`, an own field (`declared` false), or nothing (`field` None)."""

    profile: Profile
    field: str | None
    why: str
    strength: float = 1.0
    declared: bool = True


@dataclass(frozen=True)
class Words:
    """A normalised synonym: all its words, those that carry meaning, its field, and its rank among the field's own."""

    all: str
    meaning: tuple[str, ...]
    field: Field
    rank: int


@cache
def synonyms(table: str) -> tuple[Words, ...]:
    """Every normalised synonym of a table."""
    return tuple(
        Words(words, meaning(words), one, rank)
        for one in TABLES[table].fields
        for rank, words in enumerate(dict.fromkeys(normal(text) for text in (one.name, *one.synonyms, *_label(TABLES[table], one))))
    )


def _label(table: Table, field: Field) -> tuple[str, ...]:
    """The field's label, which templates use as header, where it names one field alone."""
    return (field.label,) if sum(one.label == field.label for one in table.fields) == 1 else ()


@cache
def known_headers() -> frozenset[str]:
    """Every header that some table knows: such a word is never a misspelling of another."""
    return frozenset(one.all for table in TABLES for one in synonyms(table))


def matches(profile: Profile, table: Table) -> dict[str, Match]:
    """The fields of `table` that this column may be, the best reason for each, values taken into account."""
    words = normal(profile.header)
    if not words:
        return {}
    found: dict[str, Match] = {}
    for match, field in _by_words(words, table.name):
        fit = fits(profile, field)
        if not fit and (match.strength < LOOSE or says_other(profile, field)):
            continue
        worth = (1.0 if fit else MISFIT) * (NUMBERED_THING if field.kind == "str" and _digits(profile) else 1.0)
        weighed = replace(match, strength=match.strength * worth)
        if weighed.strength > found.get(match.field, Match("", 0.0, "")).strength:
            found[match.field] = weighed
    return found


def _digits(profile: Profile) -> bool:
    return bool(profile.sample) and all(value.isdigit() for value in profile.sample)


@cache
def _by_words(words: str, table: str) -> tuple[tuple[Match, Field], ...]:
    mine = meaning(words)
    return tuple((match, one.field) for one in synonyms(table) if (match := _match(words, mine, one)))


def _match(words: str, mine: tuple[str, ...], one: Words) -> Match | None:
    name, last = one.field.name, one.rank * 1e-4
    if words == one.all:
        return Match(name, EXACT - last, N_("same name"))
    if one.meaning and mine == one.meaning:
        return Match(name, LOOSE - last, N_("same name"))
    if one.meaning and (part := _contained(mine, one.meaning, one.field)):
        return Match(name, CONTAINED * part - last, N_("its name contains the words"))
    return Match(name, NEAR - last, N_("nearly the same name")) if _near(words, one.all, one.field) else None


def _contained(mine: tuple[str, ...], theirs: tuple[str, ...], field: Field) -> float:
    """The part of a header that a synonym covers; 0 when it covers too little to mean it."""
    if theirs[0] not in mine:
        return 0.0
    starts = [k for k in range(len(mine) - len(theirs) + 1) if mine[k : k + len(theirs)] == theirs]
    if not starts or (field.kind == "id" and len(theirs) == 1):
        return 0.0
    if field.kind == "str" and (COUNTING | FROM_ELSEWHERE) & set(mine) - set(theirs):
        return 0.0
    covered = len(theirs) / len(mine)
    if field.name in ASKED and len(theirs) >= 2:
        return max(covered, 0.7)
    if len(theirs) >= 4 or (len(theirs) >= 2 and starts[0] == 0 and len(mine) > 4):
        return max(covered, 0.7)
    return covered if covered >= 0.5 else 0.0


def _near(words: str, theirs: str, field: Field) -> bool:
    if min(len(words), len(theirs)) < LONG_ENOUGH or abs(len(words) - len(theirs)) > 4 or words in known_headers():
        return False
    return fuzz.ratio(words, theirs, score_cutoff=NEAR_RATIO.get(field.kind, 88.0)) > 0


def propose(columns: Sequence[Profile], table: Table, taken: Mapping[str, str]) -> dict[str, Match]:
    """Column name → field, one column per field, best first. Fields in `taken` have a value already and are left alone."""
    options = []
    for order, profile in enumerate(columns):
        found = _without_false_keys(profile, table, matches(profile, table))
        options += [(match.strength, -order, profile.column.name, match) for match in found.values() if match.field not in taken]
    chosen: dict[str, Match] = {}
    fields: set[str] = set()
    for _, _, name, match in sorted(options, key=lambda one: one[:2], reverse=True):
        if name not in chosen and match.field not in fields:
            chosen[name] = match
            fields.add(match.field)
    chosen |= _by_values(columns, table, chosen, fields | set(taken))
    return chosen | _numbering(columns, table, chosen, {match.field for match in chosen.values()} | set(taken))


def _without_false_keys(profile: Profile, table: Table, found: dict[str, Match]) -> dict[str, Match]:
    """A column that repeats its values does not number the lines: it may number the orders."""
    key = table.key[0] if len(table.key) == 1 else ""
    match = found.get(key)
    if not match or table[key].required or profile.unique:
        return found
    others = {name: one for name, one in found.items() if name != key}
    if not others and "order_id" in table.by_name:
        others["order_id"] = Match("order_id", match.strength * 0.9, N_("its values repeat, so it numbers orders, not lines"))
    return others


def _by_values(columns: Sequence[Profile], table: Table, chosen: Mapping[str, Match], taken: set[str]) -> dict[str, Match]:
    free = [profile for profile in columns if profile.column.name not in chosen and profile.sample]
    found: dict[str, Match] = {}
    for name, looks in (("email", ("email",)), ("phone", ("dialled",))):
        alike = [one for one in free if one.share(*looks) > 0.9 and one.distinct > 1]
        if name in table.by_name and name not in taken and len(alike) == 1:
            found[alike[0].column.name] = Match(name, BY_VALUES, N_("its values"))
    hashed = [one for one in free if all(_HASHED.fullmatch(value) for value in one.sample)]
    if "order_id" in table.by_name and "order_id" not in taken and len(hashed) == 1:
        found[hashed[0].column.name] = Match("order_id", BY_VALUES, N_("its values"))
    mails = [one for one in free if is_mail(one)]
    if KEY in table.by_name and MAIL not in table.by_name and KEY not in taken and len(mails) == 1:
        found[mails[0].column.name] = Match(KEY, BY_VALUES, WHOSE)
    dated = [one for one in free if one.share("date") > 0.9]
    if table.day and table[table.day].required and table.day not in taken and len(dated) == 1:
        found[dated[0].column.name] = Match(table.day, BY_VALUES, N_("the only column of dates"))
    return found


def _numbering(columns: Sequence[Profile], table: Table, chosen: Mapping[str, Match], taken: set[str]) -> dict[str, Match]:
    """A table that needs a number a row takes the first column that is called a number and never repeats itself."""
    key = table.key[0] if len(table.key) == 1 else ""
    if not key or key in taken or not table[key].required:
        return {}
    for one in columns:
        words, match = normal(one.header), chosen.get(one.column.name)
        free = match is None or (words in NUMBERING and not table[match.field].required)
        called = (words in NUMBERING or words not in known_headers()) and NUMBERING & set(words.split()) and fits(one, table[key])
        if free and called and one.filled == one.rows > 1 and one.unique:
            return {one.column.name: Match(key, BY_VALUES, NUMBERS_ROWS)}
    return {}


def apply_choices(
    columns: Sequence[Profile], table: Table, proposed: Mapping[str, Match], choices: Mapping[str, str], given: Collection[str] = ()
) -> tuple[Mapped, ...]:
    """What becomes of every column once the person's `choices` (header → field, "" or "-") override the proposals.

    `given` are the fields that have one value for the whole file.
    """
    chosen = _checked(columns, table, choices, given)
    claimed = {*chosen.values(), *given} - {OWN, OUT}
    taken = set(table.columns) | RESERVED | claimed
    mapped = []
    for profile in columns:
        choice, match = chosen.get(profile.column.name), proposed.get(profile.column.name)
        if choice is None and match and match.field not in claimed:
            mapped.append(Mapped(profile, match.field, match.why, match.strength))
        elif choice == OUT or (choice is None and not profile.filled and not profile.header):
            mapped.append(Mapped(profile, None, N_("left out")))
        elif choice:
            mapped.append(Mapped(profile, choice, N_("chosen"), declared=choice in table.by_name))
        else:
            own = own_name(profile, table, taken)
            taken.add(own)
            mapped.append(Mapped(profile, own, N_("kept under its own name"), declared=False))
    return tuple(mapped)


def own_name(profile: Profile, table: Table, taken: set[str]) -> str:
    """The name of a column that the model does not know; a column of marks in a survey is a dimension of it."""
    name = slug(profile.header)
    if "dim_" in table.open_prefixes and fits_dimension(profile) and not name.startswith("dim_"):
        name = f"dim_{name}"
    elif name.startswith("dim_") and not fits_dimension(profile):
        name = f"text_{name}"
    return slug(name, taken)


def fits_dimension(profile: Profile) -> bool:
    """Are these marks? Whole numbers and halves, few of them, none above 20."""
    if in_words(profile.sample):
        return True
    if {"id", "no"} & set(normal(profile.header).split()):
        return False
    if not profile.sample or profile.distinct > 60 or profile.share("integer", "number") < 0.95:
        return False
    return all(_mark(value) for value in profile.sample)


def _mark(value: str) -> bool:
    try:
        return 0 <= float(value.split("/")[0].replace(",", ".")) <= 20
    except ValueError:
        return True


def _checked(columns: Sequence[Profile], table: Table, choices: Mapping[str, str], given: Collection[str]) -> dict[str, str]:
    """Column name → choice; raises WrongChoice for a header or a field that does not exist, or a field given twice."""
    by_key = {f"#{k + 1}": one.column.name for k, one in enumerate(columns)} | {one.key: one.column.name for one in columns}
    loose = {normal(profile.header): profile.column.name for profile in columns if profile.header}
    found: dict[str, str] = {}
    for header, choice in choices.items():
        name = by_key.get(header) or loose.get(normal(header))
        if name is None:
            raise WrongChoice(N_("The file has no column “{column}”."), N_("Its columns: {seen}."), column=header, seen=seen(columns))
        if choice not in (OWN, OUT) and choice in (*found.values(), *given):
            raise WrongChoice(N_("The field {field} is given twice."), N_("Choose one of them."), field=choice)
        if choice not in (OWN, OUT) and not has_field(table, choice):
            raise no_field(table, choice)
        found[name] = choice
    return found


def has_field(table: Table, name: str) -> bool:
    """Whether the table has that field, or takes any whose name begins so."""
    return name in table.by_name or name.startswith(table.open_prefixes or ("\0",))


def no_field(table: Table, name: str) -> WrongChoice:
    """What to say of a field that the table does not have: the fields whose names are near, else all of them."""
    near = get_close_matches(name, table.by_name, n=5, cutoff=0.5)
    known = ", ".join(near or table.by_name)
    advice = N_("Nearest fields: {known}.") if near else N_("Its fields: {known}.")
    return WrongChoice(N_("The table {table} has no field {field}."), advice, table=table.name, field=name, known=known)


def seen(columns: Sequence[Profile]) -> str:
    """The headers, for a message."""
    names = [profile.key for profile in columns]
    return ", ".join(names[:40]) + ("…" if len(names) > 40 else "")
