"""undeliverables: mail and e-mails that came back, by the number of the customer, the e-mail or the address."""

from crm_core.i18n import N_
from crm_core.tables.campaigns import CAMPAIGN_WORDS
from crm_core.tables.customers import CUSTOMERS
from crm_core.tables.field import Field, Table

WAYS = {
    "mail": ("courrier", "postal", "mail postal", "poste", "post", "lettre", "npai", "pnd"),
    "email": ("e-mail", "email", "courriel", "mél", "mail électronique"),
}
SEVERITIES = {
    "hard": ("hard", "hard bounce", "définitif", "permanent", "dur", "permanente", "permanent failure"),
    "soft": ("soft", "soft bounce", "temporaire", "transient", "mou", "provisoire", "boîte pleine", "mailbox full", "temporary"),
}


def _as_of_customers(name: str) -> Field:
    """The field under which a customer is known, without its validity rule."""
    own = CUSTOMERS[name]
    return Field(own.name, own.kind, own.label, own.synonyms)


UNDELIVERABLES = Table(
    "undeliverables",
    N_("Undeliverable addresses"),
    key=("customer_id", "email", "address_1", "postal_code", "last_name", "returned_on"),
    day="returned_on",
    borrows=True,
    file_words=("npai", "pnd", "bounce", "bounces", "retours courrier", "rejets", "non distribués", "undeliverable", "undeliverables", "retours npai", "adresses non distribuées"),
    fields=(
        *(_as_of_customers(one) for one in ("customer_id", "email", "last_name", "address_1", "postal_code", "city")),
        Field("returned_on", "date", N_("Came back on"), ("revenu le", "revenue le", "date de retour", "date du retour", "retourné le", "returned on", "bounced at", "bounced on", "bounce date", "date du rejet", "date de rejet", "rejeté le", "came back on", "date de non distribution"), required=True),
        Field("reason", "str", N_("Reason it came back"), ("motif de retour", "motif du retour", "motif npai", "motif pnd", "motif du rejet", "motif de rejet", "motif de non distribution", "bounce reason", "reason it came back", "return reason", "diagnostic", "motif", "code motif", "anomalie")),
        Field("way", "code", N_("Sent by"), ("envoyé par", "voie", "sent by"), codes=WAYS),
        Field("severity", "code", N_("Kind of bounce"), ("type de rejet", "type de bounce", "bounce type", "kind of bounce", "type de retour"), codes=SEVERITIES),
        Field("campaign_id", "id", N_("Campaign"), CAMPAIGN_WORDS),
    ),
)  # fmt: skip
