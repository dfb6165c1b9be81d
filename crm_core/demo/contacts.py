"""Contacts in both directions: what customers ask, and what the firm sends them."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crm_core.demo.campaigns import CAMPAIGNS, Members
from crm_core.demo.complaints import Complaints
from crm_core.demo.headers import CHANNELS, VALUES
from crm_core.demo.occasions import WEB, Orders
from crm_core.demo.population import Population
from crm_core.demo.timeline import Bools, Ints, Timeline, pick

WORDS = VALUES["interactions"]
INBOUND = (
    ("information_request", "web"),
    ("document_request", "web"),
    ("call", "phone"),
    ("visit", "store"),
    ("contest", "event"),
    ("information_request", "email"),
)
EMPLOYEES = ("Léa P.", "Hugo T.", "Nadia K.", "Marc V.", "Julie C.", "Accueil", "Service client")


def _frame(timeline: Timeline, ids: pl.Series, customer: Ints, day: Ints, direction: str) -> pl.DataFrame:
    return pl.DataFrame({"customer_id": ids.gather(customer), "date": timeline.dates(day)}).with_columns(
        direction=pl.lit(WORDS["direction"][direction])
    )


def _inbound(rng: np.random.Generator, timeline: Timeline, ids: pl.Series, customer: Ints, day: Ints, kinds: Ints) -> pl.DataFrame:
    types = np.array([WORDS["type"][kind] for kind, _ in INBOUND])[kinds]
    channels = np.array([CHANNELS[channel] for _, channel in INBOUND])[kinds]
    outcome = pick(rng, [WORDS["outcome"]["answered"], WORDS["outcome"]["none"]], len(customer), np.array([0.8, 0.2]))
    return _frame(timeline, ids, customer, day, "inbound").with_columns(
        type=pl.Series(types),
        channel=pl.Series(channels),
        outcome=pl.Series(outcome),
        employee=pl.Series(pick(rng, EMPLOYEES, len(customer))),
    )


def _before_orders(rng: np.random.Generator, timeline: Timeline, ids: pl.Series, sold: Orders) -> pl.DataFrame:
    """Customers who inform themselves before they buy, half of them in another channel."""
    asked = np.flatnonzero((rng.random(len(sold)) < 0.14) & (sold.customer >= 0) & (sold.day > 30))
    online = sold.channel[asked] == WEB
    other = rng.random(len(asked)) < 0.5
    kinds = np.where(online ^ other, rng.choice([0, 1, 5], len(asked)), rng.choice([2, 3], len(asked)))
    return _inbound(rng, timeline, ids, sold.customer[asked], sold.day[asked] - rng.integers(1, 25, len(asked)), kinds)


def _from_prospects(rng: np.random.Generator, timeline: Timeline, people: Population, ids: pl.Series) -> pl.DataFrame:
    hot = np.flatnonzero(people.hot)
    cold = np.flatnonzero(~people.buyer & ~people.hot & ~people.suspect & ~people.duplicate & (people.known < timeline.last - 160))
    cold = cold[rng.random(len(cold)) < 0.4]
    warm_day = np.maximum(timeline.last - rng.integers(0, 85, len(hot)), people.known[hot])
    cold_day = np.maximum(np.maximum(people.known[cold], 0), timeline.last - 100 - rng.integers(0, 400, len(cold)))
    kinds = rng.integers(0, len(INBOUND), len(hot) + len(cold))
    return _inbound(rng, timeline, ids, np.concatenate([hot, cold]), np.concatenate([warm_day, cold_day]), kinds)


def _bounced(rng: np.random.Generator, timeline: Timeline, channel: NDArray[np.str_], sent: Ints, known: pl.DataFrame) -> Bools:
    readable = pl.col("email").str.contains(r"^[^@ ]+@[^@ ]+\.[a-z]+$").fill_null(value=False)
    returned = (pl.col("undeliverable_on") <= timeline.dates(sent + 10)).fill_null(value=False)
    email, mail = known.select(~readable).to_series().to_numpy(), known.select(returned).to_series().to_numpy()
    refused = rng.random(len(sent)) < 0.015
    bounced: Bools = np.select([channel == "email", channel == "mail"], [email | refused, mail], default=False)
    return bounced


def _outcomes(rng: np.random.Generator, channel: NDArray[np.str_], bounced: Bools, bought: Bools) -> list[str]:
    draw = rng.random(len(channel))
    email = np.select([draw < 0.26, draw < 0.34, draw < 0.348], ["opened", "clicked", "unsubscribed"], "delivered")
    phone = np.select([draw < 0.12, draw < 0.45], ["refused", "none"], "answered")
    reached = np.where(channel == "email", email, np.where(channel == "phone", phone, "delivered"))
    return [WORDS["outcome"][code] for code in np.where(bounced, "bounced", np.where(bought, "converted", reached)).tolist()]


def _mailings(rng: np.random.Generator, timeline: Timeline, ids: pl.Series, group: Members, records: pl.DataFrame) -> pl.DataFrame:
    treated = np.flatnonzero(group.treated)
    campaign, customer, sent = group.campaign[treated], group.customer[treated], group.sent[treated]
    channel = np.array([one.channel for one in CAMPAIGNS])[campaign]
    bounced = _bounced(rng, timeline, channel, sent, records[customer])
    return _frame(timeline, ids, customer, sent, "outbound").with_columns(
        type=pl.lit(WORDS["type"]["campaign"]),
        channel=pl.Series([CHANNELS[code] for code in channel.tolist()]),
        campaign_id=pl.Series(np.array([one.code for one in CAMPAIGNS])[campaign]),
        outcome=pl.Series(_outcomes(rng, channel, bounced, group.bought[treated])),
        cost=pl.Series(np.array([one.unit_cost for one in CAMPAIGNS])[campaign]),
    )


def _courtesy(rng: np.random.Generator, timeline: Timeline, ids: pl.Series, sold: Orders) -> pl.DataFrame:
    """Courtesy calls to companies and thanks after some large orders."""
    after = np.flatnonzero((sold.customer >= 0) & (rng.random(len(sold)) < 0.025) & (sold.day < timeline.last - 20))
    day = sold.day[after] + rng.integers(4, 20, len(after))
    return _frame(timeline, ids, sold.customer[after], day, "outbound").with_columns(
        type=pl.lit(WORDS["type"]["courtesy"]),
        channel=pl.lit(CHANNELS["phone"]),
        outcome=pl.Series(pick(rng, [WORDS["outcome"]["answered"], WORDS["outcome"]["none"]], len(after), np.array([0.6, 0.4]))),
        cost=pl.lit(3.5),
        employee=pl.Series(pick(rng, EMPLOYEES, len(after))),
    )


def _after_sale(timeline: Timeline, ids: pl.Series, made: Complaints) -> pl.DataFrame:
    return _frame(timeline, ids, made.customer, made.received, "inbound").with_columns(
        type=pl.lit(WORDS["type"]["after_sale"]),
        channel=pl.lit(CHANNELS["phone"]),
        outcome=pl.lit(WORDS["outcome"]["answered"]),
        employee=pl.lit("Service client"),
        note=pl.lit("Réclamation enregistrée"),
    )


def contacts(
    rng: np.random.Generator, timeline: Timeline, people: Population, records: pl.DataFrame, sold: Orders, made: Complaints, group: Members
) -> pl.DataFrame:
    ids = records["customer_id"]
    parts = [
        _before_orders(rng, timeline, ids, sold),
        _from_prospects(rng, timeline, people, ids),
        _mailings(rng, timeline, ids, group, records),
        _courtesy(rng, timeline, ids, sold),
        _after_sale(timeline, ids, made),
    ]
    every = pl.concat(parts, how="diagonal").sort("date", maintain_order=True)
    return every.with_columns(interaction_id=pl.lit("I") + pl.Series(np.arange(1, len(every) + 1)).cast(pl.String).str.zfill(6))
