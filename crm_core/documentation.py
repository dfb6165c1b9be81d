"""The reference pages of the documentation, written from what is declared: tables, indicators and settings.

`python -m crm_core.documentation docs` writes them; a test holds that they are up to date.
"""

import sys
from collections.abc import Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import tomlkit

from crm_core.indicators import REGISTRY
from crm_core.settings import Settings
from crm_core.store.golden import BLOCKS, RECENT
from crm_core.tables import TABLES, Table
from crm_core.variables import VARIABLES

TABLES_HEAD = """# The data model

Nine tables on one key, `customer_id`. Bring any of them, in any order. This page is written from `crm_core/tables` (`make docs`).

- Required fields are marked `*`. A required field that a file lacks can be given one value for the whole file.
- A column that no field claims is kept under its own name, as text, and can be used as a filter or a breakdown.
- Fields that no file brings are derived, and filter and break down like any other (`--where department=59`, `--by age_group`): `department`, `postal_region` and
  `commune` from the postal code and the town (La Poste's list; Corsica is 2A and 2B, overseas three figures; a CEDEX code has the department it begins with and the
  commune of its town; nothing abroad), `age_group` from the date of birth on the day asked about. Pages mark them "derived". Title and gender are never guessed.
  A column of the same name in a file comes first.
- A file joined by postal code, SIRET or SIREN (page Structure et canaux, `python -m crm_core join`; kept in the folder `joined` of the workspace, outside its versions) brings further derived
  fields. They are not part of what an import, its undo or an export of the customers touches.
- Without its key, a row is known by all it says and its rank among equal rows of the file.
"""
GOLDEN_HEAD = """## The golden record

Records that were decided to be one customer (page Doublons, `python -m crm_core decide`) stay in their table as files brought them, and so do their events. When the figures of
a version are prepared, each id is replaced by the one that is kept, that of the record known first, and each field is chosen by its rule; empty fields never win.
A later file goes on bringing rows under either id. A decision taken back gives every record and every event its own id again.

| fields | which value |
|---|---|"""
INDICATORS_HEAD = """# The indicators

One file each in `crm_core/indicators`; this page is written from the registry (`make docs`). Shares go from 0 to 1, `low` and `high`
are 95% intervals, null is "not known" and 0 is "none": the numbers of a span that ended before the first event of the tables an indicator
needs are null. By month, the first and the last month are cut at the ends of the period; `month` is the first day of the calendar month.

Periods that are compared (the cards' period before and year before, the points of a curve, `show --compared`) are measured by the thresholds D50, D80, D95 of
the as-of day, so that a change is the customers'. An indicator asked at an earlier day (`show --as-of`) uses the thresholds of that day; `show` says which.

A filter (`--where`, the sidebar) by a field of customers or by a class chooses customers; surveys, complaints and contacts have their own store and
region before their customer's. A filter by a field of purchase lines that customers do not have (`channel`, `category` …) chooses the customers who
bought so at least once until the as-of day: all their purchases, answers, complaints and contacts count, and no class, score or attrition of a customer
who stays changes. `surveys.channel`, `complaints.category` … ask for the event's own field. A breakdown (`--by`) takes a field of customers, a class,
or a field of the events that the indicator counts: `--by channel` of `csat` or `complaint_volume` is the channel of the answer, of the complaint.
"""

SETTINGS_HEAD = """# The settings

A workspace keeps its settings in `settings.toml`, one section below after the other; the page Réglages changes them, and so may an editor: a change is seen at once.
What the pages change is kept beside it, in `settings_history.jsonl`: when, by whom, which key, from what to what.
Thresholds, cut points and weights that people keep under a name to try them again (pages Classes and Scoring) are in `settings_named.jsonl`.
A key that is left out has its default. This page is written from `crm_core/settings.py` (`make docs`).
"""
VARIABLES_HEAD = """## Variables of the environment

Read when the server or the command starts. Any option of Streamlit can be given as `STREAMLIT_SECTION_NAME` or in `.streamlit/config.toml`; those below are the
ones an installation may want to change.

| variable | default | what it does |
|---|---|---|"""


def tables_page() -> str:
    """The data model as Markdown."""
    return "\n".join([TABLES_HEAD, *(_table(table) for table in TABLES.values()), GOLDEN_HEAD, *_golden(), ""])


def _golden() -> list[str]:
    """One row a block of fields that are chosen together, with the rule; the others share the last row."""
    return [*(f"| {', '.join(names)} | {rule.words} |" for rule, names in BLOCKS), f"| every other field | {RECENT.words} |"]


def _table(table: Table) -> str:
    lines = [
        f"## {table.name}",
        "",
        f"{table.label}. Key: {', '.join(table.key)}.",
        "",
        "| field | type | words in files |",
        "|---|---|---|",
    ]
    for one in table.fields:
        star = " *" if one.required else ""
        kind = f"one of {', '.join(one.codes)}" if one.codes else one.kind
        words = ", ".join(one.synonyms[:6])
        lines.append(f"| {one.name}{star} | {kind} | {words} |")
    return "\n".join([*lines, ""])


def indicators_page() -> str:
    """The indicators as Markdown."""
    parts = [INDICATORS_HEAD]
    for name, one in sorted(REGISTRY.items()):
        source = f"Source: {one.source}.\n\n" if one.source else ""
        needs = ", ".join(one.needs) or "nothing"
        parts.append(
            f"## {name}\n\n**{one.title}.** {one.definition}\n\n{one.formula}\n\n{source}Needs {needs}. {one.compute.__doc__ or ''}".rstrip()
            + "\n"
        )
    return "\n".join(parts)


def settings_page() -> str:
    """All settings and variables as Markdown."""
    sections = [_section(one.name, getattr(Settings(), one.name)) for one in fields(Settings)]
    variables = [f"| `{name}` | {one.default} | {one.note} |" for name, one in VARIABLES.items()]
    return "\n".join([SETTINGS_HEAD, *sections, VARIABLES_HEAD, *variables, ""])


TYPES = {int: "whole number", float: "number", str: "text", bool: "yes or no"}


def _section(name: str, values: Any) -> str:
    lines = [f"## [{name}]", "", "| key | type | default | possible | what it does |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(_row(one, getattr(values, one.name)) for one in fields(values)), ""])


def _row(key: "Field[Any]", default: Any) -> str:
    rules = key.metadata
    return f"| `{key.name}` | {TYPES[type(default)]} | {_written(default)} | {_possible(rules, default)} | {rules['note']} |"


def _written(value: object) -> str:
    """A value as TOML has it."""
    return f"`{tomlkit.item(value).as_string()}`"


def _possible(rules: Mapping[str, Any], default: object) -> str:
    if rules["choices"]:
        return ", ".join(f"`{one}`" for one in rules["choices"])
    if rules["form"]:
        return str(rules["form"].said)
    if isinstance(default, bool):
        return "`true`, `false`"
    if rules["low"] is None and rules["high"] is None:
        return "any"
    return f"{rules['low']:g} and more" if rules["high"] is None else f"{rules['low']:g} to {rules['high']:g}"


PAGES = {"data-model.md": tables_page, "indicators.md": indicators_page, "settings.md": settings_page}


def write(folder: Path) -> None:
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
