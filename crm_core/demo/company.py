"""Put the demo company together: people, purchases, campaigns, complaints, surveys, contacts."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from crm_core.demo.campaigns import Members, members, purchases_won
from crm_core.demo.complaint_file import products_concerned, register
from crm_core.demo.complaints import Complaints, complaints, leaving_after
from crm_core.demo.contacts import contacts
from crm_core.demo.customers import numbers, records, typos
from crm_core.demo.lines import transactions
from crm_core.demo.occasions import Orders, occasions, orders
from crm_core.demo.population import Population, populate
from crm_core.demo.returns import returns
from crm_core.demo.surveys import invite, surveys
from crm_core.demo.timeline import Ints, Timeline


@dataclass(frozen=True)
class Company:
    timeline: Timeline
    ids: pl.Series
    customers: pl.DataFrame
    lines: pl.DataFrame
    contacts: pl.DataFrame
    members: Members
    surveys: pl.DataFrame
    complaints: pl.DataFrame
    returns: pl.DataFrame
    duplicates: pl.DataFrame
    """customer_id of each duplicate and original_id of the record that it repeats."""


def _sales(rng: np.random.Generator, timeline: Timeline, people: Population, customers: int) -> tuple[Orders, Members, Ints]:
    customer, day, leaving = occasions(rng, timeline, people)
    group = members(rng, timeline, people, (customer, day), customers)
    won = purchases_won(rng, timeline, group)
    bought = (
        np.concatenate([customer, won[0]]),
        np.concatenate([day, won[1]]),
        np.concatenate([np.full(len(customer), -1), won[2]]),
    )
    return orders(rng, timeline, people, bought), group, leaving


def _duplicates(people: Population, ids: pl.Series) -> pl.DataFrame:
    copies = np.flatnonzero(people.duplicate)
    return pl.DataFrame({"customer_id": ids.gather(copies), "original_id": ids.gather(people.original[copies])})


def build(seed: int, timeline: Timeline, customers: int) -> Company:
    """Each part draws from its own stream, so that a change in one leaves the others as they were."""
    streams = np.random.default_rng(seed).spawn(9)
    people = populate(streams[0], timeline, customers)
    sold, group, leaving = _sales(streams[1], timeline, people, customers)
    made = complaints(streams[2], timeline, people, sold, customers)
    sold, made = _without_those_who_fled(streams[2], sold, made, len(people))
    ids = numbers(people)
    every = records(streams[3], timeline, people, ids, leaving)
    lines, order_ids = transactions(streams[4], timeline, people, ids, sold)
    asked = invite(streams[5], timeline, people, sold, made, customers)
    base = typos(streams[3], every.filter(~pl.col("orphan")))
    met = contacts(streams[6], timeline, people, every, sold, made, group)
    return Company(
        timeline=timeline,
        ids=ids,
        customers=base,
        lines=lines,
        contacts=met,
        members=group,
        surveys=surveys(streams[5], timeline, people, ids, asked, customers),
        complaints=register(streams[7], timeline, people, ids, sold, products_concerned(streams[7], made, lines, order_ids), made),
        returns=returns(streams[8], timeline, ids, group, met, base),
        duplicates=_duplicates(people, ids),
    )


def _without_those_who_fled(rng: np.random.Generator, sold: Orders, made: Complaints, size: int) -> tuple[Orders, Complaints]:
    """No order, and no complaint about one, after the day on which a complaint drove the customer away."""
    fled = leaving_after(rng, made, size)
    stays = (sold.customer < 0) | (sold.day <= fled[np.maximum(sold.customer, 0)])
    return sold.keep(stays), made.keep(stays[made.order]).renumbered(np.cumsum(stays) - 1)
