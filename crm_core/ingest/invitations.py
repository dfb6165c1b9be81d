"""Invitations that nobody answered: a survey tool leaves their day of answer empty. They stand on the day of the invitation, so that the response rate counts them."""

from __future__ import annotations

from dataclasses import replace

from crm_core.ingest.readings import Formats
from crm_core.tables import Table


def date_unanswered(table: Table, found: Formats) -> None:
    """An answer without a day takes that of its invitation; a day that cannot be read stays one that is wrong."""
    day, invited = found.named("date"), found.named("invited_on")
    if table.name == "surveys" and day and day.profile and invited and day is not invited:
        sql = f"case when {day.given} is null then {invited.sql} else {day.sql} end"
        found.readings[found.readings.index(day)] = replace(day, sql=sql, joins=tuple(dict.fromkeys((*day.joins, *invited.joins))))
