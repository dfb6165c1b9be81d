"""Who the customers of the demo company are and how they behave, before names and addresses."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from crm_core.demo import truths
from crm_core.demo.timeline import HISTORY, YEAR, Bools, Floats, Ints, Timeline

STORES = ("Lille", "Rouen", "Nantes", "Lyon", "Toulouse", "Boutique en ligne")
STORE_SHARES = (0.20, 0.14, 0.18, 0.22, 0.17, 0.09)
ONLINE = STORES.index("Boutique en ligne")
WEAK = STORES.index(truths.WEAK_STORE)

PROFILE_SHARES = (0.16, 0.44, 0.40)
PROFILE_GAPS = np.array([95.0, 225.0, 290.0])
PROFILE_SHAPES = np.array([5.0, 12.0, 22.0])
NON_BUYER_SHARE = 0.150
OLD_SHARE = 0.57
ONE_SHOT_SHARES = (0.08, 0.15)
"""Of the new customers, before and after the rise of churn."""
EMAIL_SHARE, EMAIL_CONSENT, MAIL_CONSENT = 0.84, 0.72, 0.85
CHURN_EARLY = 0.029
CHURN_LATE = 0.080
CHURN_RISE = 430


@dataclass(frozen=True)
class Population:
    """One position a record; a duplicate names the record that it repeats, an orphan is missing from the customers file."""

    company: Bools
    store: Ints
    satisfaction: Floats
    buyer: Bools
    suspect: Bools
    hot: Bools
    old: Bools
    mixed: Bools
    web_affinity: Floats
    frequent: Bools
    by_email: Bools
    by_mail: Bools
    gap: Floats
    shape: Floats
    basket: Floats
    first: Floats
    lifetime: Floats
    known: Ints
    original: Ints
    orphan: Bools

    def __len__(self) -> int:
        return len(self.store)

    @property
    def duplicate(self) -> Bools:
        return self.original >= 0


def _lifetimes(rng: np.random.Generator, satisfaction: Floats, weak: Bools, one_shot: Bools) -> Floats:
    """Exponential lifetimes in units of hazard; 0 = bought once."""
    risk = np.exp(-truths.SATISFACTION_STAY * satisfaction) * np.where(weak, truths.WEAK_STORE_CHURN, 1.0)
    return np.where(one_shot, 0.0, rng.exponential(1.0, len(risk)) / (risk / risk.mean()))


def _known_days(rng: np.random.Generator, timeline: Timeline, old: Bools, buyer: Bools, first: Floats) -> Ints:
    size = len(old)
    bought = timeline.to_days(first) - (rng.random(size) < 0.3) * rng.integers(1, 60, size)
    before = -rng.integers(1, 4 * YEAR, size)
    prospect = rng.integers(-YEAR, HISTORY - 5, size)
    return np.where(~buyer, prospect, np.where(old, before, bought)).astype(np.int64)


def _behaviour(rng: np.random.Generator, company: Bools) -> dict[str, Any]:
    """Rhythm, channels and basket: the frequent buyers use two channels more often."""
    size = len(company)
    profile = np.where(company, rng.choice(3, size, p=(0.3, 0.5, 0.2)), rng.choice(3, size, p=PROFILE_SHARES))
    return {
        "gap": PROFILE_GAPS[profile] * np.exp(0.10 * rng.standard_normal(size)),
        "shape": PROFILE_SHAPES[profile],
        "basket": np.exp(0.30 * rng.standard_normal(size)),
        "mixed": rng.random(size) < np.array([0.60, 0.32, 0.14])[profile],
        "web_affinity": rng.random(size),
        "frequent": profile == 0,
        "by_email": rng.random(size) < EMAIL_SHARE * EMAIL_CONSENT,
        "by_mail": rng.random(size) < MAIL_CONSENT,
    }


def _records(rng: np.random.Generator, timeline: Timeline, size: int, orphans: int) -> Population:
    store = rng.choice(len(STORES), size, p=STORE_SHARES)
    satisfaction = rng.standard_normal(size)
    company = rng.random(size) < truths.COMPANY_SHARE
    buyer = (rng.random(size) >= NON_BUYER_SHARE) | (np.arange(size) < orphans)
    old = rng.random(size) < OLD_SHARE
    behaviour = _behaviour(rng, company)
    first = np.where(old, behaviour["gap"], HISTORY) * rng.random(size)
    kind = rng.random(size)
    one_shot = ~old & (rng.random(size) < np.where(first < CHURN_RISE, *ONE_SHOT_SHARES)) & ~behaviour["frequent"]
    return Population(
        company=company,
        store=store,
        satisfaction=satisfaction + np.where(store == WEAK, truths.WEAK_STORE_SATISFACTION, 0.0),
        buyer=buyer,
        suspect=~buyer & (kind < 0.28),
        hot=~buyer & (kind > 0.72),
        old=old,
        first=first,
        lifetime=_lifetimes(rng, satisfaction, store == WEAK, one_shot),
        known=_known_days(rng, timeline, old, buyer, first),
        original=np.full(size, -1),
        orphan=np.arange(size) < orphans,
        **behaviour,
    )


def populate(rng: np.random.Generator, timeline: Timeline, customers: int) -> Population:
    """As many records as asked in the customers files, plus the orphans."""
    duplicates = round(truths.DUPLICATE_SHARE * customers)
    orphans = max(2, round(truths.ORPHANS_PER_1000 * customers / 1000))
    alone = _records(rng, timeline, customers - duplicates + orphans, orphans)
    repeated = rng.choice(np.flatnonzero(~alone.suspect & ~alone.orphan), duplicates, replace=False)
    original = np.concatenate([alone.original, repeated])
    source = np.where(original >= 0, original, np.arange(len(original)))
    copied = {name: getattr(alone, name)[source] for name in Population.__dataclass_fields__}
    later = copied["known"] + rng.integers(20, 2 * YEAR, len(source))
    copied["known"] = np.where(original >= 0, np.minimum(later, HISTORY - 2), copied["known"])
    copied["hot"] &= original < 0
    return Population(**{**copied, "original": original})
