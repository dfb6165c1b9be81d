"""Beside the targets of the settings: what the references say instead, on the day that is looked at, and from where."""

from html import escape

import polars as pl

from crm_core.indicators.figures import PARTS
from crm_core.indicators.targets import references
from crm_core.units import Unit
from crm_ui import cache, formats
from crm_ui.figures import plain
from crm_ui.words import _, language

UNITS = {part.target: part.unit for part in PARTS} | {
    "response_rate": Unit.SHARE, "closing_days": Unit.DAYS, "late_open": Unit.COUNT, "base_quality": Unit.SHARE,
}  # fmt: skip


def notes() -> dict[str, str]:
    """Target by its key → HTML that says which values apply instead; nothing for those that the references do not name."""
    con, scope = cache.connection(), cache.scope()
    found = references(con, scope)
    return {str(key): _note(rows) for (key,), rows in found.group_by("target", maintain_order=True)}


def _note(rows: pl.DataFrame) -> str:
    """What the references give: for the firm, in which case the value above does not count, then for single stores."""
    said = [_said(row) for row in rows.iter_rows(named=True)]
    if rows["store"].null_count():
        said.append(_("The value above does not count on {day}.", day=formats.day(cache.scope().as_of, language())))
    return f'<p class="bc-note bc-instead">{"<br>".join(escape(one) for one in said)}</p>'


def _said(row: dict[str, object]) -> str:
    """Applies: 90 % (2026, Plan annuel), from references.csv."""
    value = plain(float(str(row["value"])), UNITS[str(row["target"])], language(), cache.currency())
    origin = ", ".join(str(row[name]) for name in ("period", "source") if row[name])
    values = {"value": value, "origin": origin, "files": ", ".join(_files()) or _("the references")}
    if row["store"] is None:
        return _("Applies: {value} ({origin}), from {files}.", **values)
    return _("{store}: {value} ({origin}), from {files}.", store=row["store"], **values)


def _files() -> list[str]:
    """The files that brought references, in the order of their import."""
    files = [
        file for version in cache.workspace().history() for file in version.summary.get("files", []) if file.get("table") == "references"
    ]
    return list(dict.fromkeys(str(file["file"]) for file in files))
