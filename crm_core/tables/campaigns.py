"""campaigns, their members, and references: figures that come from outside."""

from crm_core.i18n import N_
from crm_core.tables import codes
from crm_core.tables.field import Field, Table
from crm_core.tables.transactions import CUSTOMER_WORDS

CAMPAIGN_WORDS = (
    "n° campagne",
    "numéro de campagne",
    "code campagne",
    "id campagne",
    "campagne",
    "campaign id",
    "campaign",
    "code opération",
    "opération",
    "opération commerciale",
    "action commerciale",
)

CAMPAIGNS = Table(
    "campaigns",
    N_("Campaigns"),
    key=("campaign_id",),
    day="started_on",
    file_words=("campagne", "campagnes", "campaign", "campaigns", "opérations"),
    fields=(
        Field("campaign_id", "id", N_("Campaign"), CAMPAIGN_WORDS, required=True),
        Field("name", "str", N_("Name"), ("nom", "nom de la campagne", "intitulé", "libellé", "name", "campaign name")),
        Field("channel", "code", N_("Channel"), ("canal", "média", "channel"), codes=codes.CHANNELS),
        Field("started_on", "date", N_("Started on"), ("début", "date de début", "du", "lancée le", "started on", "start date", "start", "date de lancement")),
        Field("ended_on", "date", N_("Ended on"), ("fin", "date de fin", "au", "terminée le", "ended on", "end date", "end")),
        Field("cost", "money", N_("Cost"), ("coût", "budget", "cost", "coût total", "dépenses")),
        Field("objective", "code", N_("Objective"), ("objectif", "but", "objective", "goal"), codes=codes.OBJECTIVES),
        Field("segment", "str", N_("Segment"), ("segment", "cible", "segment visé", "target")),
        Field("offer", "str", N_("Offer"), ("offre", "offer", "proposition")),
    ),
)  # fmt: skip

CAMPAIGN_MEMBERS = Table(
    "campaign_members",
    N_("Campaign members"),
    key=("campaign_id", "customer_id"),
    day="sent_on",
    file_words=("membres", "campagnes_membres", "cibles", "members", "destinataires", "ciblage"),
    fields=(
        Field("campaign_id", "id", N_("Campaign"), CAMPAIGN_WORDS, required=True),
        Field("customer_id", "id", N_("Customer number"), CUSTOMER_WORDS, required=True),
        Field("group", "code", N_("Group"), ("groupe", "group", "groupe test", "échantillon", "bras"), codes=codes.GROUPS),
        Field("sent_on", "date", N_("Sent on"), ("envoyé le", "envoyée le", "date d'envoi", "sent on", "send date", "date")),
    ),
)  # fmt: skip

REFERENCES = Table(
    "references",
    N_("References"),
    key=("indicator", "period", "company", "store"),
    day=None,
    file_words=("références", "references", "reference", "objectifs", "cibles", "concurrents", "benchmark", "panel"),
    fields=(
        Field("indicator", "str", N_("Indicator"), ("indicateur", "indicator", "kpi", "mesure"), required=True),
        Field("period", "str", N_("Period"), ("période", "period", "mois", "année", "date"), required=True),
        Field("value", "number", N_("Value"), ("valeur", "value", "chiffre", "montant"), required=True),
        Field("company", "str", N_("Company or panel"), ("entreprise", "société", "company", "panel", "concurrent", "company or panel", "entreprise ou panel", "enseigne")),
        Field("store", "str", N_("Store"), ("magasin", "boutique", "store", "agence")),
        Field("source", "str", N_("Source"), ("source", "origine", "référence")),
    ),
)  # fmt: skip
