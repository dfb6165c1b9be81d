"""Ten campaigns with treated and control members, and the purchases that they bring."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crm_core.demo.population import Population
from crm_core.demo.timeline import Bools, Ints, Timeline

CONTROL_SHARE = 0.20
RESPONSE_DAYS = 28


@dataclass(frozen=True)
class Campaign:
    code: str
    name: str
    channel: str
    days_back: int
    objective: str
    target: str
    offer: str
    share: float
    effect: float
    unit_cost: float


CAMPAIGNS = (
    Campaign("OP2024-01", "Réveil du jardin", "email", 975, "intensify", "Clients actifs", "Livraison offerte", 0.13, 0.04, 0.05),
    Campaign("OP2024-02", "Catalogue d'été", "mail", 890, "inform", "Clients actifs", "Catalogue 64 pages", 0.12, 0.015, 1.10),
    Campaign("OP2024-03", "Vous nous manquez", "mail", 760, "win_back", "Clients endormis", "15 € offerts dès 60 €", 0.05, 0.05, 0.95),
    Campaign("OP2025-01", "Soldes privées d'hiver", "email", 662, "reward", "Clients actifs", "-20 % en avant-première", 0.15, 0.05, 0.05),
    Campaign("OP2025-02", "Bienvenue au jardin", "email", 560, "acquire", "Prospects", "10 € de bienvenue", 0.04, 0.02, 0.08),
    Campaign("OP2025-03", "Rentrée des pros", "phone", 430, "intensify", "Entreprises", "Remise de volume", 0.04, 0.06, 4.50),
    Campaign("OP2026-01", "Carte de fidélité", "mail", 312, "reward", "Clients actifs", "Carte de fidélité", 0.13, 0.03, 1.00),
    Campaign("OP2026-02", "Offre anniversaire", "email", 200, "intensify", "Clients actifs", "-25 % pendant un mois", 0.18, 0.16, 0.06),
    Campaign("OP2026-03", "On vous retrouve ?", "mail", 150, "win_back", "Clients endormis", "20 € offerts dès 80 €", 0.07, 0.05, 0.95),
    Campaign("OP2026-04", "Lettre d'automne", "email", 66, "inform", "Clients actifs", "Sans offre", 0.18, 0.0, 0.05),
)  # fmt: skip


@dataclass(frozen=True)
class Members:
    """One position a member: the campaign's rank in CAMPAIGNS, the customer, whether it was treated, the day."""

    campaign: Ints
    customer: Ints
    treated: Bools
    sent: Ints
    bought: Bools


def _last_purchase(people: Population, customer: Ints, day: Ints, before: int) -> Ints:
    last = np.full(len(people), -(10**6))
    past = day < before
    np.maximum.at(last, customer[past], day[past])
    return last


def _eligible(people: Population, campaign: Campaign, recency: Ints, sent: int) -> Bools:
    known = (people.known < sent) & ~people.suspect & ~people.orphan
    known &= {"email": people.by_email, "mail": people.by_mail}.get(campaign.channel, known)
    match campaign.target:
        case "Clients actifs":
            return known & (recency <= 230)
        case "Clients endormis":
            return known & (recency > 250) & (recency < 520)
        case "Entreprises":
            return known & people.company & (recency <= 400)
        case _:
            return known & ~people.buyer


def _members(
    rng: np.random.Generator, timeline: Timeline, people: Population, bought: tuple[Ints, Ints], customers: int
) -> Iterator[tuple[int, Ints, Bools, int, Bools]]:
    for rank, campaign in enumerate(CAMPAIGNS):
        sent = timeline.last - campaign.days_back
        recency = sent - _last_purchase(people, *bought, sent)
        targets = np.flatnonzero(_eligible(people, campaign, recency, sent))
        wanted = min(len(targets), round(campaign.share * customers))
        chosen = np.sort(rng.choice(targets, wanted, replace=False))
        treated = rng.random(wanted) >= CONTROL_SHARE
        yield rank, chosen, treated, sent, treated & (rng.random(wanted) < campaign.effect)


def members(rng: np.random.Generator, timeline: Timeline, people: Population, bought: tuple[Ints, Ints], customers: int) -> Members:
    parts = list(_members(rng, timeline, people, bought, customers))
    return Members(
        campaign=np.concatenate([np.full(len(chosen), rank) for rank, chosen, *_ in parts]),
        customer=np.concatenate([chosen for _, chosen, *_ in parts]),
        treated=np.concatenate([treated for _, _, treated, *_ in parts]),
        sent=np.concatenate([np.full(len(chosen), sent) for _, chosen, _, sent, _ in parts]),
        bought=np.concatenate([extra for *_, extra in parts]),
    )


def purchases_won(rng: np.random.Generator, timeline: Timeline, group: Members) -> tuple[Ints, Ints, Ints]:
    """Customer, day and campaign of the purchases that the campaigns brought."""
    won = np.flatnonzero(group.bought)
    day = np.minimum(group.sent[won] + rng.integers(1, RESPONSE_DAYS, len(won)), timeline.last)
    return group.customer[won], day, group.campaign[won]
