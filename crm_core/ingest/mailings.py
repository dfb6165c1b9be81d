"""What became of each message, as tools of mailings export it: one row a recipient, one column a thing that may have happened.

A cell says that it happened by a day, a time, a number or yes; empty, 0 and no say that it did not.
"""

from __future__ import annotations

from crm_core.i18n import N_
from crm_core.ingest.readings import Formats, Reading
from crm_core.ingest.source import Doubt
from crm_core.tables import Table

# What weighs most comes first: who clicked has opened, too.
HAPPENED = {
    "was_bounced": "bounced",
    "was_unsubscribed": "unsubscribed",
    "was_clicked": "clicked",
    "was_opened": "opened",
    "was_delivered": "delivered",
}
NOT = "('', '0', 'non', 'no', 'n', 'faux', 'false', '-', '—')"
TOLD = {"outcome": "", "channel": "'email'", "direction": "'outbound'", "type": "'campaign'"}
FROM_COLUMNS = N_("What became of each message was taken from these columns, the last that happened: {columns}.")


def take_outcomes(table: Table, found: Formats) -> None:
    """Make the outcome of each contact of the columns that say what happened, and what such a file says of all of them: e-mails sent for a campaign."""
    happened = {outcome: one for name, outcome in HAPPENED.items() if (one := found.named(name)) and one.profile}
    if table.name != "interactions" or not happened or found.named("outcome"):
        return
    cases = " ".join(f"when lower(trim({one.sql})) not in {NOT} then '{outcome}'" for outcome, one in happened.items())
    for name, sql in {**TOLD, "outcome": f"case {cases} else 'none' end"}.items():
        if not found.named(name):
            found.readings.append(Reading(name, "VARCHAR", sql, field=table[name], words=N_("what such a file says"), derived=True))
    found.notes.append(Doubt(FROM_COLUMNS, columns=" · ".join(one.profile.key for one in happened.values() if one.profile)))
