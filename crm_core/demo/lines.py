"""The lines of the orders: products, quantities, amounts, returns and quotes."""

import numpy as np
import polars as pl

from crm_core.demo import truths
from crm_core.demo.campaigns import CAMPAIGNS
from crm_core.demo.catalogue import OWN_LABEL, PAYMENTS, PRODUCTS
from crm_core.demo.headers import VALUES
from crm_core.demo.occasions import PHONE, STORE, WEB, Orders
from crm_core.demo.population import STORES, Population
from crm_core.demo.timeline import Floats, Ints, Timeline

CHANNEL_CODES = {WEB: "web", STORE: "store", PHONE: "phone"}
MEAN_EXTRA_LINES = 0.85
QUOTES_PER_COMPANY = 0.5


def _yes(flag: str) -> pl.Expr:
    return pl.when(pl.col(flag)).then(pl.lit("Oui")).otherwise(pl.lit("Non")).alias(flag)


def _store_names(rng: np.random.Generator, people: Population, sold: Orders) -> pl.Series:
    customer = np.maximum(sold.customer, 0)
    anonymous = rng.choice(5, len(sold), p=np.array([0.22, 0.15, 0.20, 0.24, 0.19]))
    home = np.where(sold.customer >= 0, people.store[customer], anonymous)
    names = np.array(STORES)[np.where(sold.channel == WEB, STORES.index("Boutique en ligne"), home)]
    return pl.Series("store", names)


def _bought_products(rng: np.random.Generator, factor: Floats) -> pl.DataFrame:
    weights = np.array([product[5] for product in PRODUCTS])
    which = rng.choice(len(PRODUCTS), len(factor), p=weights / weights.sum())
    price = np.array([product[3] for product in PRODUCTS])[which]
    promotion = rng.random(len(factor)) < 0.22
    quantity = 1 + np.minimum(rng.poisson(np.clip(28.0 / price, 0.02, 1.1) * factor), 40)
    paid = np.round(price * np.where(promotion, 0.80, 1.0) * np.clip(factor, 0.8, 1.25), 2)
    rate = np.array([product[4] for product in PRODUCTS])[which] - 0.12 * promotion
    amount = np.round(paid * quantity, 2)
    return pl.DataFrame(
        {
            "product": np.array([product[1] for product in PRODUCTS])[which],
            "category": np.array([product[0] for product in PRODUCTS])[which],
            "brand": np.array([product[2] for product in PRODUCTS])[which],
            "promotion": promotion,
            "quantity": quantity,
            "unit_price": paid,
            "amount": amount,
            "margin": np.round(amount * rate, 2),
        }
    ).with_columns((pl.col("brand") == OWN_LABEL).alias("own_label"))


def _payment(rng: np.random.Generator, channel: Ints, company: Floats) -> pl.Series:
    draw = rng.random(len(channel))
    store = np.select([draw < 0.68, draw < 0.80, draw < 0.90, draw < 0.94], [0, 1, 2, 4], 0)
    web = np.select([draw < 0.76, draw < 0.96], [0, 3], 4)
    return pl.Series("payment_method", np.array(PAYMENTS)[np.where(company > 0, 5, np.where(channel == WEB, web, store))])


def _order_table(rng: np.random.Generator, timeline: Timeline, people: Population, ids: pl.Series, sold: Orders) -> pl.DataFrame:
    company = np.where(sold.customer >= 0, people.company[np.maximum(sold.customer, 0)], False).astype(float)
    due = sold.day + 30
    paid = due + rng.integers(-12, 20, len(sold))
    numbers = pl.Series("order", np.arange(1, len(sold) + 1)).cast(pl.String).str.zfill(6)
    names = pl.Series([*[CAMPAIGNS[rank].code for rank in range(len(CAMPAIGNS))], None])
    return pl.DataFrame(
        {
            "order_id": pl.Series(timeline.dates(sold.day)).dt.strftime("CV%y-") + numbers,
            "customer_id": ids.gather(np.maximum(sold.customer, 0)).set(pl.Series(sold.customer < 0), None),
            "date": timeline.dates(sold.day),
            "channel": pl.Series([VALUES["transactions"]["channel"][CHANNEL_CODES[code]] for code in sold.channel.tolist()]),
            "store": _store_names(rng, people, sold),
            "payment_method": _payment(rng, sold.channel, company),
            "due_on": timeline.dates(due, company == 0),
            "paid_on": timeline.dates(paid, company == 0),
            "campaign_id": names.gather(np.where(sold.campaign < 0, len(CAMPAIGNS), sold.campaign)),
        }
    )


def sale_lines(
    rng: np.random.Generator, timeline: Timeline, people: Population, ids: pl.Series, sold: Orders
) -> tuple[pl.DataFrame, pl.Series]:
    """The lines, and the order number of each order."""
    lines = 1 + rng.poisson(MEAN_EXTRA_LINES, len(sold))
    order = np.repeat(np.arange(len(sold)), lines)
    customer = np.maximum(sold.customer, 0)[order]
    factor = people.basket[customer] * np.where((sold.customer[order] >= 0) & people.company[customer], 3.0, 1.0)
    table = _order_table(rng, timeline, people, ids, sold)
    rows = pl.concat([table[order], _bought_products(rng, factor)], how="horizontal")
    return rows.with_columns(kind=pl.lit(VALUES["transactions"]["kind"]["sale"])), table["order_id"]


def return_lines(rng: np.random.Generator, timeline: Timeline, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines brought back within four weeks, as negative amounts under the order they return."""
    chosen = lines.filter(pl.Series(rng.random(len(lines)) < truths.RETURNED_LINE_SHARE / (1 - truths.RETURNED_LINE_SHARE)))
    later = pl.Series("later", rng.integers(2, 28, len(chosen)))
    back = chosen.with_columns(later).with_columns(
        pl.col("date") + pl.duration(days="later"),
        pl.col("quantity", "amount", "margin") * -1,
        kind=pl.lit(VALUES["transactions"]["kind"]["return"]),
        due_on=pl.lit(None, pl.Date),
        paid_on=pl.lit(None, pl.Date),
    )
    return back.filter(pl.col("date") <= timeline.until).drop("later")


def quote_lines(rng: np.random.Generator, timeline: Timeline, people: Population, ids: pl.Series) -> pl.DataFrame:
    """Quotes: companies at any time, hot prospects in the last weeks."""
    companies = np.flatnonzero(people.company & people.buyer & ~people.duplicate)
    asked = rng.choice(companies, round(QUOTES_PER_COMPANY * len(companies)))
    warm = np.flatnonzero(people.hot & (rng.random(len(people)) < 0.35))
    customer = np.concatenate([asked, warm])
    day = np.concatenate([rng.integers(0, timeline.last, len(asked)), timeline.last - rng.integers(1, 80, len(warm))])
    day = np.minimum(np.maximum(day, people.known[customer] + 1), timeline.last)
    quotes = Orders(customer, day, np.full(len(day), -1), np.full(len(day), PHONE))
    lines, _ = sale_lines(rng, timeline, people, ids, quotes)
    return lines.with_columns(
        order_id=pl.col("order_id").str.replace("CV", "DV"),
        kind=pl.lit(VALUES["transactions"]["kind"]["quote"]),
        payment_method=pl.lit(None, pl.String),
        due_on=pl.lit(None, pl.Date),
        paid_on=pl.lit(None, pl.Date),
    )


def transactions(
    rng: np.random.Generator, timeline: Timeline, people: Population, ids: pl.Series, sold: Orders
) -> tuple[pl.DataFrame, pl.Series]:
    """Every line by date, and the order number of each order."""
    sales, order_ids = sale_lines(rng, timeline, people, ids, sold)
    both = [sales, return_lines(rng, timeline, sales), quote_lines(rng, timeline, people, ids)]
    lines = pl.concat(both, how="diagonal").sort("date", "order_id", "kind", maintain_order=True)
    numbered = lines.with_columns(
        _yes("promotion"),
        _yes("own_label"),
        transaction_id=pl.lit("L") + pl.Series(np.arange(1, len(lines) + 1)).cast(pl.String).str.zfill(7),
        currency=pl.lit("EUR"),
    )
    return numbered, order_ids
