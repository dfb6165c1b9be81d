"""What came back of the campaigns: the post office's list of returned letters (NPAI) and the mailing tool's list of bounces."""

import numpy as np
import polars as pl

from crm_core.demo import truths
from crm_core.demo.campaigns import CAMPAIGNS, Campaign, Members
from crm_core.demo.headers import VALUES
from crm_core.demo.timeline import Ints, Timeline

MAIL_REASONS = (
    "Destinataire inconnu à l'adresse",
    "Défaut d'accès ou d'adressage",
    "Pli refusé par le destinataire",
    "Pli avisé et non réclamé",
)
MAIL_WEIGHTS = np.array([0.66, 0.22, 0.05, 0.07])
HARD_REASONS, SOFT_REASONS = ("Adresse inconnue", "Domaine inexistant"), ("Boîte pleine", "Serveur indisponible")
WORDS = VALUES["undeliverables"]["severity"]
NEWS_BACK = (45, 30, 15)  # days before the last one
READABLE = r"^[^@ ]+@[^@ ]+\.[a-z]+$"
BACK_AFTER = {"mail": (6, 26), "email": (0, 3)}  # days after the sending


def returns(
    rng: np.random.Generator, timeline: Timeline, ids: pl.Series, group: Members, contacts: pl.DataFrame, customers: pl.DataFrame
) -> pl.DataFrame:
    """One row a message that came back: of each campaign, the share that truths.RETURNED_SHARE says, those noted as undelivered among them."""
    parts = []
    for rank, campaign in enumerate(CAMPAIGNS):
        if campaign.code in truths.RETURNED_SHARE:
            sent = np.flatnonzero(group.treated & (group.campaign == rank))
            back = sent[_back(rng, campaign, ids.gather(group.customer[sent]), contacts)]
            parts.append(_came_back(rng, timeline, campaign, ids.gather(group.customer[back]), group.sent[back]))
    parts.append(_full_boxes(rng, timeline, ids, contacts, customers))
    return pl.concat(parts).join(customers.select("customer_id", "email"), on="customer_id", how="left", maintain_order="left")


def _full_boxes(
    rng: np.random.Generator, timeline: Timeline, ids: pl.Series, contacts: pl.DataFrame, customers: pl.DataFrame
) -> pl.DataFrame:
    """Of each of the last letters of news, which are no campaign, what came back from full mailboxes of people to whom nothing else was sent meanwhile."""
    quiet = contacts.filter(pl.col("date") >= timeline.at(timeline.last - max(NEWS_BACK) - 1))["customer_id"]
    able = customers.filter(
        pl.col("email").str.contains(READABLE), pl.col("email").is_unique(), ~pl.col("customer_id").is_in(quiet.implode())
    )
    chosen = able["customer_id"].sort().gather(rng.choice(able.height, round(truths.FULL_BOXES * len(ids)), replace=False))
    days = np.repeat(timeline.last - np.array(NEWS_BACK), len(chosen))
    return pl.DataFrame(
        {
            "campaign_id": pl.Series([None] * len(days), dtype=pl.String),
            "customer_id": pl.concat([chosen] * len(NEWS_BACK)),
            "returned_on": timeline.dates(days),
            "reason": pl.repeat(SOFT_REASONS[0], len(days), eager=True),
            "severity": pl.repeat(WORDS["soft"], len(days), eager=True),
            "by_mail": pl.repeat(False, len(days), eager=True),
        }
    )


def _back(rng: np.random.Generator, campaign: Campaign, reached: pl.Series, contacts: pl.DataFrame) -> Ints:
    """The ranks of those for whom it came back: whose contact says so, then some of whom nothing more is known than that it left."""
    outcomes = contacts.filter(pl.col("campaign_id") == campaign.code).select("customer_id", "outcome")
    said = reached.to_frame("customer_id").join(outcomes, on="customer_id", how="left", maintain_order="left")["outcome"]
    words = VALUES["interactions"]["outcome"]
    noted, silent = (np.flatnonzero((said == words[one]).to_numpy()) for one in ("bounced", "delivered"))
    wanted = round(truths.RETURNED_SHARE[campaign.code] * len(reached)) - len(noted)
    found: Ints = np.sort(np.concatenate([noted, rng.choice(silent, max(0, wanted), replace=False)]))
    return found


def _came_back(rng: np.random.Generator, timeline: Timeline, campaign: Campaign, whose: pl.Series, sent: Ints) -> pl.DataFrame:
    size, by_mail = len(whose), campaign.channel == "mail"
    soft = np.full(size, False) if by_mail else rng.random(size) < truths.SOFT_SHARE
    reasons = (
        rng.choice(MAIL_REASONS, size, p=MAIL_WEIGHTS)
        if by_mail
        else np.where(soft, rng.choice(SOFT_REASONS, size), rng.choice(HARD_REASONS, size))
    )
    return pl.DataFrame(
        {
            "campaign_id": pl.repeat(campaign.code, size, eager=True),
            "customer_id": whose,
            "returned_on": timeline.dates(sent + rng.integers(*BACK_AFTER[campaign.channel], size)),
            "reason": pl.Series(reasons.tolist(), dtype=pl.String),
            "severity": pl.Series(np.where(soft, WORDS["soft"], WORDS["hard"]).tolist(), dtype=pl.String),
            "by_mail": pl.repeat(by_mail, size, eager=True),
        }
    )
