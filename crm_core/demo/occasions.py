"""When each customer buys: regular gaps in seasonal time, until the customer leaves."""

from dataclasses import dataclass

import numpy as np

from crm_core.demo import truths
from crm_core.demo.population import CHURN_EARLY, CHURN_LATE, CHURN_RISE, ONLINE, Population
from crm_core.demo.timeline import HISTORY, YEAR, Bools, Floats, Ints, Timeline

MOST_PURCHASES = 45
WEB, STORE, PHONE = 0, 1, 2


@dataclass(frozen=True)
class Orders:
    """One position an order, oldest first; customer -1 = anonymous, campaign -1 = none."""

    customer: Ints
    day: Ints
    campaign: Ints
    channel: Ints

    def __len__(self) -> int:
        return len(self.day)

    def keep(self, kept: Bools) -> "Orders":
        return Orders(self.customer[kept], self.day[kept], self.campaign[kept], self.channel[kept])


def _leaving_days(first: Ints, lifetime: Floats) -> Floats:
    """First purchase plus the time that uses up the lifetime at the churn rates of each part of the history."""
    daily = np.where(np.arange(HISTORY) < CHURN_RISE, CHURN_EARLY, CHURN_LATE) / YEAR
    used = np.concatenate([[0.0], np.cumsum(daily)])
    begun = used[np.clip(first, 0, HISTORY)]
    days = np.interp(begun + lifetime, used, np.arange(HISTORY + 1.0), right=HISTORY + 1.0)
    return np.where(lifetime == 0, first, np.maximum(days, first))


def occasions(rng: np.random.Generator, timeline: Timeline, people: Population) -> tuple[Ints, Ints, Ints]:
    """Customer and day of each purchase occasion, and the day on which each customer left (beyond the history = stays)."""
    alone = np.flatnonzero(people.buyer & ~people.duplicate)
    gaps = rng.gamma(people.shape[alone, None], (people.gap / people.shape)[alone, None], (len(alone), MOST_PURCHASES))
    moments = people.first[alone, None] + np.cumsum(gaps, axis=1) - gaps
    days = timeline.to_days(moments)
    left = _leaving_days(days[:, 0], people.lifetime[alone])
    rows, columns = np.nonzero((days <= left[:, None]) & (days < HISTORY))
    leaving = np.full(len(people), HISTORY + 1)
    leaving[alone] = left.astype(np.int64)
    return _shared_with_duplicates(rng, people, alone[rows], days[rows, columns]), days[rows, columns], leaving


def _shared_with_duplicates(rng: np.random.Generator, people: Population, customer: Ints, day: Ints) -> Ints:
    """Half of the duplicates take part of the later purchases of the record that they repeat."""
    twin = np.full(len(people), -1)
    copies = np.flatnonzero(people.duplicate)
    twin[people.original[copies]] = np.where(rng.random(len(copies)) < 0.5, copies, -1)
    other = twin[customer]
    moved = (other >= 0) & (day >= people.known[other]) & (rng.random(len(customer)) < 0.5)
    return np.where(moved, other, customer)


def web_share(days: Ints) -> Floats:
    return truths.WEB_SHARE_START + (truths.WEB_SHARE_END - truths.WEB_SHARE_START) * days / HISTORY


def _channels(rng: np.random.Generator, people: Population, customer: Ints, day: Ints) -> Ints:
    online = people.store[customer] == ONLINE
    beside = (web_share(day) - 0.09) / 0.91
    draw = np.where(people.mixed[customer], rng.random(len(customer)), people.web_affinity[customer])
    phone = rng.random(len(customer)) < np.where(people.company[customer], 0.25, 0.03)
    return np.where(online | (draw < beside), WEB, np.where(phone, PHONE, STORE))


def orders(rng: np.random.Generator, timeline: Timeline, people: Population, bought: tuple[Ints, Ints, Ints]) -> Orders:
    """Orders of (customer, day, campaign) triples, plus the anonymous sales of the stores."""
    customer, day, campaign = bought
    channel = _channels(rng, people, customer, day)
    nameless = round(len(day) * truths.ANONYMOUS_ORDER_SHARE / (1 - truths.ANONYMOUS_ORDER_SHARE))
    when = timeline.to_days(HISTORY * rng.random(nameless))
    customer = np.concatenate([customer, np.full(nameless, -1)])
    day = np.concatenate([day, when])
    campaign = np.concatenate([campaign, np.full(nameless, -1)])
    channel = np.concatenate([channel, np.full(nameless, STORE)])
    order = np.lexsort((customer, day))
    return Orders(customer[order], day[order], campaign[order], channel[order])
