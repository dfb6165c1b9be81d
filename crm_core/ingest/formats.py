"""How each column is read: the SQL expression that turns its text into the field's type, decided from all its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_core.errors import MappingProblem
from crm_core.i18n import N_
from crm_core.ingest import dates, numbers
from crm_core.ingest.invitations import date_unanswered
from crm_core.ingest.lists import read_flags, read_marks, read_words
from crm_core.ingest.lost_zeros import restore_zeros
from crm_core.ingest.mailed import know_by_mail
from crm_core.ingest.mailings import take_outcomes
from crm_core.ingest.mapping import Mapped
from crm_core.ingest.readings import Context, Formats, Reading, given, kind_of
from crm_core.ingest.sales import settle_sales
from crm_core.ingest.satisfaction import SCALE, in_words
from crm_core.ingest.scales import SCALED, Scale, bounded, detect_scale, is_mark, known_ends, mark
from crm_core.ingest.settled import decimals_of, orders_of
from crm_core.ingest.source import Doubt
from crm_core.ingest.sql import literal
from crm_core.ingest.streets import join_street
from crm_core.ingest.values import read_once
from crm_core.ingest.whole import tell_address_apart
from crm_core.tables import Table

NOTHING_IN_TEXT = "('#N/A', '#N/D', '#REF!', '#VALEUR!', '#VALUE!', 'NULL', 'NaN')"


def understand(context: Context, mapped: Sequence[Mapped]) -> Formats:
    """Decide how every kept column is read. Raises MappingProblem when amounts mix currencies."""
    kept = [one for one in mapped if one.field]
    found = Formats()
    decimals = decimals_of(context, kept, found)
    orders = orders_of(context, kept, found, decimals)
    for one in kept:
        found.readings.append(_reading(context, one, found, decimals, orders))
    restore_zeros(context.con, context.staged.table, found)
    _bound_marks(context, found)
    join_street(kept, found)
    tell_address_apart(context.con, context.staged.table, context.table, found)
    settle_sales(context, found)
    know_by_mail(context.table, found)
    date_unanswered(context.table, found)
    take_outcomes(context.table, found)
    _add_currency(context, kept, found)
    found.readings = [read_once(context.con, context.staged, one) for one in found.readings]
    return found


def _reading(
    context: Context,
    one: Mapped,
    found: Formats,
    decimals: Mapping[str, numbers.NumberFormat],
    orders: Mapping[str, dates.DateFormat],
) -> Reading:
    column, name, table = one.profile.column.name, str(one.field), context.table
    declared = table.by_name.get(name)
    cell = f"s.{column}"
    base = Reading(name, declared.sql_type if declared else "VARCHAR", cell, given(cell), one.profile, declared)
    match kind_of(table, one):
        case "number" | "money" as kind:
            number = _number(base, decimals[column], kind, found.notes)
            words = name != "nps" and is_mark(name) and in_words(one.profile.sample)
            return read_marks(context.con, context.staged.table, number, cell, found.notes) if words else number
        case "date" | "datetime":
            return _date(context, base, orders[column], column)
        case "bool":
            return read_flags(context.con, context.staged.table, base, found.notes)
        case "code":
            return read_words(context.con, context.staged.table, base, found.notes)
        case "id":
            return _identifier(context, base, column)
        case _:
            text = f"case when {cell} is null then null when unicode({cell}) not in (35, 78) or {cell} not in {NOTHING_IN_TEXT} then {cell} end"
            return replace(base, sql=text, given=text, words=N_("text"))


def _number(base: Reading, format_: numbers.NumberFormat, kind: str, notes: list[Doubt]) -> Reading:
    text = base.sql
    if is_mark(base.name) and not format_.plain:  # no mark goes into thousands: either sign is a decimal one
        text, format_ = mark(text), replace(format_, decimal=format_.decimal or ",", mixed=True)
    sql_type = "DOUBLE" if base.field is None else base.sql_type
    reason = N_("not an amount") if kind == "money" else N_("not a number")
    found = replace(base, sql_type=sql_type, sql=format_.sql(text, sql_type), words=format_.words, reason=reason)
    times = numbers.multiple(base.profile.header) if base.profile else 1
    if times == 1 or not base.profile:
        return found
    notes.append(Doubt(N_("“{column}” says its unit: each figure was multiplied by {times}."), column=base.profile.key, times=times))
    return replace(found, sql=f"try_cast({times} * {format_.sql(text, 'DECIMAL(18,6)')} as {sql_type})")


def _date(context: Context, base: Reading, format_: dates.DateFormat, column: str) -> Reading:
    born = base.name == "birth_date"
    latest = context.at if born else context.at.replace(year=context.at.year + 10, day=min(context.at.day, 28))
    return replace(base, sql=format_.sql(f"s.{column}", base.sql_type, context.zone, latest), words=format_.words, reason=N_("not a date"))


def _identifier(context: Context, base: Reading, column: str) -> Reading:
    """Ids stay text with their zeros; `22086.0` loses its `.0` only where every cell of the column is written so."""
    bare = f"regexp_replace({base.sql}, '^''([+0-9])', '\\1')"
    text = f"case when unicode({base.sql}) = 39 then {bare} else {given(base.sql)} end"
    floats = f"select count(*) filter (not regexp_full_match({column}, '\\d+\\.0')) from {context.staged.table} where {column} is not null"
    if base.profile and base.profile.filled and base.profile.sample[0].endswith(".0") and context.con.execute(floats).fetchall()[0][0] == 0:
        text = f"regexp_replace({text}, '\\.0$', '')"
    if base.name == "siret":
        text = f"regexp_replace({text}, '[\\s.\\x{{00a0}}\\x{{202f}}]', '', 'g')"
    return replace(base, sql=text, words=N_("text"), unique=_stays_unique(context, base, column))


def _stays_unique(context: Context, base: Reading, column: str) -> bool:
    """Whether values that all differ in the file differ as they are read, too: without their blanks and apostrophes, two may be one."""
    if not base.profile or not base.profile.unique or base.name == "siret":
        return False
    return not context.con.execute(f"select 1 from {context.staged.table} where unicode({column}) = 39 limit 1").fetchall()


def _bound_marks(context: Context, found: Formats) -> None:
    """Marks off their scale are bad cells; the scale of `nps` and `csat` is stored beside them."""
    for k, one in enumerate(found.readings):
        known = known_ends(one.name, one.profile) if one.profile else None
        if known:
            found.readings[k] = _off_scale(one, *map(str, known))
        if one.name not in SCALED or one.profile is None:
            continue
        stated = found.named(SCALED[one.name])
        if stated:
            ends = [f"try_cast(split_part({stated.sql}, '-', {n}) as double)" for n in (1, 2)]
            found.readings[k] = _off_scale(replace(one, joins=(*one.joins, *stated.joins)), *ends)
            continue
        source = " ".join([f"{context.staged.table} as s", *one.joins])
        scale = (
            Scale(SCALE) if one.joins else detect_scale(context.con, context.table, one.name, one.profile, one.sql, source, context.answers)
        )
        found.questions += [scale.question] if scale.question else []
        found.readings[k] = _off_scale(one, *map(str, scale.ends))
        found.readings.append(_scale_column(context.table, one, scale))


def _off_scale(one: Reading, low: str, high: str) -> Reading:
    column = f"s.{one.profile.column.name}" if one.profile else "null"
    return replace(one, sql=bounded(one.sql, low, high, column), unbounded=one.sql, reason=N_("not a mark of the scale"))


def _scale_column(table: Table, one: Reading, scale: Scale) -> Reading:
    name = SCALED[one.name]
    text = f"case when {one.given} is not null then {literal(scale.code)} end"
    return Reading(name, "VARCHAR", text, field=table[name], words=scale.code, derived=True)


def _add_currency(context: Context, kept: Sequence[Mapped], found: Formats) -> None:
    """The currency that the amounts name; several of them without a column that says which are refused."""
    if "currency" not in context.table.by_name or found.named("currency"):
        return
    columns = [one.profile.column.name for one in kept if kind_of(context.table, one) == "money"]
    headers = " ".join(one.profile.header for one in kept if kind_of(context.table, one) == "money")
    named = {code: n for name in columns for code, n in numbers.currencies(context.con, context.staged.table, name).items()}
    if len(named) > 1:
        raise MappingProblem(
            N_("The amounts of “{name}” are in several currencies: {currencies}."),
            N_("Bring one file per currency, or say which one holds: --set currency=EUR."),
            name=context.staged.path.name, currencies=", ".join(sorted(named)),
        )  # fmt: skip
    code = next(iter(named), "EUR" if "€" in headers else "")
    if code:
        found.readings.append(Reading("currency", "VARCHAR", literal(code), field=context.table["currency"], words=code, derived=True))
