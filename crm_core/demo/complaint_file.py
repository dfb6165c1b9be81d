"""The complaints register: stages, answers and costs of each complaint, in the words of the service."""

import numpy as np
import polars as pl

from crm_core.demo.catalogue import PRODUCTS
from crm_core.demo.complaints import CAUSES, INCIDENT, Complaints
from crm_core.demo.headers import VALUES
from crm_core.demo.occasions import WEB, Orders
from crm_core.demo.population import STORES, Population
from crm_core.demo.timeline import HISTORY, Bools, Floats, Ints, Timeline, pick

OWNERS = ("Camille D.", "Yanis F.", "Responsable service client", "Claire G.", "Directeur de magasin", "Mehdi A.")
ANSWERS = ("Explication", "Échange du produit", "Remboursement", "Avoir", "Nouvelle livraison", "Excuses et bon d'achat")
ACTIONS = (
    *("Changement de transporteur", "Contrôle de l'emballage", "Formation des vendeurs", "Fiche produit corrigée"),
    "Renfort en caisse le samedi",
)
PLANT = next(rank for rank, cause in enumerate(CAUSES) if cause[1] == "Plante dépérie")
WORDS = VALUES["complaints"]


def _received(rng: np.random.Generator, timeline: Timeline, made: Complaints) -> pl.Series:
    minutes = np.clip(rng.normal(13.2 * 60, 190, len(made)), 7 * 60, 22 * 60 + 59).astype(np.int64)
    moments = np.datetime64(timeline.start, "m") + made.received * 1440 + minutes
    return pl.Series(moments.astype("datetime64[ms]"))


def _stages(rng: np.random.Generator, timeline: Timeline, made: Complaints) -> dict[str, pl.Series]:
    size, closed = len(made), np.minimum(made.closed, HISTORY + 1)
    registered = np.minimum(timeline.after_working_days(made.received, rng.choice(3, size, p=[0.72, 0.22, 0.06])), closed)
    acknowledged = np.minimum(registered + rng.choice(3, size, p=[0.6, 0.3, 0.1]), closed)
    span = np.maximum(closed - acknowledged, 0)
    answered = np.where(
        made.open, acknowledged + rng.integers(1, 12, size), acknowledged + np.floor(span * rng.random(size)).astype(np.int64)
    )
    silent = made.open & (rng.random(size) < 0.45)
    followed = ~made.open & (rng.random(size) < 0.24)
    reopened = ~made.open & (rng.random(size) < np.where(made.content, 0.02, 0.14)) & (closed < HISTORY - 60)
    return {
        "registered_on": timeline.dates(registered),
        "acknowledged_on": timeline.dates(acknowledged, rng.random(size) < 0.08),
        "first_answer_on": timeline.dates(answered, silent),
        "closed_on": timeline.dates(closed),
        "followed_up_on": timeline.dates(closed + rng.integers(7, 30, size), ~followed),
        "reopened_on": timeline.dates(closed + rng.integers(2, 28, size), ~reopened),
    }


def _topics(rng: np.random.Generator, made: Complaints) -> dict[str, pl.Series]:
    draws = rng.random(len(made))
    incident = np.where(made.topic == INCIDENT, draws * 0.75, draws)
    causes = [
        CAUSES[topic][2][int(draw * len(CAUSES[topic][2]))] for topic, draw in zip(made.topic.tolist(), incident.tolist(), strict=True)
    ]
    return {
        "category": pl.Series([CAUSES[topic][0] for topic in made.topic.tolist()]),
        "subcategory": pl.Series([CAUSES[topic][1] for topic in made.topic.tolist()]),
        "cause": pl.Series(causes).set(pl.Series(made.open & (rng.random(len(made)) < 0.5)), None),
    }


def _outcome(rng: np.random.Generator, made: Complaints) -> dict[str, pl.Series]:
    size, still = len(made), pl.Series(made.open)
    severity = pick(rng, list(WORDS["severity"].values()), size, np.array([0.34, 0.42, 0.19, 0.05]))
    paid: Bools = (rng.random(size) < 0.38) & ~made.open
    compensation: Floats = np.round(5 + rng.gamma(1.6, 14.0, size), 2)
    asked = ~made.open & (rng.random(size) < 0.66)
    exploited = ~made.open & (rng.random(size) < 0.12)
    return {
        "severity": pl.Series(severity),
        "owner": pl.Series(pick(rng, OWNERS, size)),
        "status": pl.Series(np.where(made.open, WORDS["status"]["open"], WORDS["status"]["closed"])),
        "answer": pl.Series(pick(rng, ANSWERS, size)).set(still, None),
        "personalised": pl.Series(np.where(made.personalised, "Oui", "Non")).set(still, None),
        "compensation": pl.Series(compensation).set(pl.Series(~paid), None),
        "handling_cost": pl.Series(np.round(6 + rng.gamma(2.5, 6.0, size), 2)),
        "satisfied": pl.Series(np.where(made.content, "Oui", "Non")).set(pl.Series(~asked), None),
        "corrective_action": pl.Series(pick(rng, ACTIONS, size)).set(pl.Series(~exploited), None),
    }


def products_concerned(rng: np.random.Generator, made: Complaints, lines: pl.DataFrame, order_ids: pl.Series) -> pl.Series:
    """A product of the order; a plant when the complaint is about a plant."""
    bought = lines.filter(pl.col("amount") > 0).group_by("order_id", maintain_order=True).agg(pl.col("product").first())
    wanted = pl.DataFrame({"order_id": order_ids.gather(made.order)})
    product = wanted.join(bought, on="order_id", how="left", maintain_order="left")["product"].to_numpy()
    plants = pick(rng, [name for _, name, *_ in PRODUCTS[:3]], len(made))
    return pl.Series(np.where(made.topic == PLANT, plants, product))


def register(
    rng: np.random.Generator, timeline: Timeline, people: Population, ids: pl.Series, sold: Orders, products: pl.Series, made: Complaints
) -> pl.DataFrame:
    """One row a complaint, oldest first; `products` names what each complaint is about."""
    online = sold.channel[made.order] == WEB
    channels: Ints = np.where(online, rng.choice(3, len(made), p=[0.55, 0.35, 0.10]), rng.choice(4, len(made), p=[0.15, 0.35, 0.10, 0.40]))
    words = np.array([WORDS["channel"][code] for code in ("web", "phone", "email", "store")])
    number = pl.Series(np.arange(1, len(made) + 1)).cast(pl.String).str.zfill(5)
    return pl.DataFrame(
        {
            "complaint_id": pl.Series("complaint_id", ["R"] * len(made), dtype=pl.String) + number,
            "customer_id": ids.gather(made.customer),
            "received_on": _received(rng, timeline, made),
            **_stages(rng, timeline, made),
            "waiting_days": pl.Series(made.waiting).set(pl.Series(made.waiting == 0), None),
            **_topics(rng, made),
            "product": products,
            "channel": pl.Series(words[channels]),
            "store": pl.Series(np.array(STORES)[people.store[made.customer]]),
            **_outcome(rng, made),
        }
    )
