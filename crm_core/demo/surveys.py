"""Quarterly satisfaction surveys of recent buyers, and a panel that answers about a competitor."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from crm_core.demo import truths
from crm_core.demo.complaints import Complaints
from crm_core.demo.headers import VALUES
from crm_core.demo.occasions import Orders
from crm_core.demo.population import STORES, Population
from crm_core.demo.timeline import YEAR, Bools, Floats, Ints, Timeline
from crm_core.demo.verbatims import verbatims

WAVES = 12
LAST_WAVE_BACK = 26
BETWEEN_WAVES = 91
COMPETITOR = "Concurrent Jardissimo"
PANEL = 320
NPS_SHARES = (0.006, 0.006, 0.010, 0.016, 0.026, 0.046, 0.070, 0.150, 0.190, 0.230, 0.250)
CSAT_SHARES = (0.008, 0.009, 0.014, 0.022, 0.036, 0.051, 0.080, 0.300, 0.280, 0.200)
CES_SHARES = (0.02, 0.03, 0.06, 0.12, 0.25, 0.30, 0.22)
DIMENSIONS: dict[str, tuple[float, float]] = {
    "dim_accueil": (0.70, 7.7),
    "dim_choix": (0.35, 7.5),
    "dim_rapport_qualite_prix": (0.40, 6.6),
    "dim_livraison": (0.78, 6.9),
    "dim_service_apres_vente": (0.60, 6.7),
    "product_quality": (0.55, 7.8),
    "service_quality": (0.75, 7.3),
    "process_quality": (0.55, 6.8),
    "flexibility": (0.50, 6.5),
    "advice_quality": (0.62, 7.4),
    "openness_to_opinions": (0.55, 6.1),
    "information_offer": (0.45, 6.7),
    "contact_beyond_marketing": (0.40, 5.6),
}


@dataclass(frozen=True)
class Invited:
    """One position an invitation; the mood is what the scores follow."""

    customer: Ints
    sent: Ints
    answered: Bools
    day: Ints
    mood: Floats


def _recent_buyers(sold: Orders, sent: int) -> Ints:
    recent = (sold.day <= sent) & (sold.day > sent - 120) & (sold.customer >= 0)
    return np.unique(sold.customer[recent])


def _upset(made: Complaints, size: int, sent: int) -> Floats:
    """How much each customer minds a complaint of the last six months."""
    mood = np.zeros(size)
    recent = (made.received < sent) & (made.received > sent - 180)
    np.minimum.at(mood, made.customer[recent], np.where(made.badly_handled[recent], -1.4, -0.2))
    return mood


def _invited_in(rng: np.random.Generator, people: Population, sold: Orders, made: Complaints, sent: int, size: int) -> tuple[Ints, Floats]:
    """The customers of one wave and their mood."""
    buyers = _recent_buyers(sold, sent)
    chosen = rng.choice(buyers, min(size, len(buyers)), replace=False)
    upset = _upset(made, len(people), sent)[chosen]
    return chosen, 0.88 * people.satisfaction[chosen] + 0.47 * rng.standard_normal(len(chosen)) + upset


def invite(rng: np.random.Generator, timeline: Timeline, people: Population, sold: Orders, made: Complaints, customers: int) -> Invited:
    size = round(truths.INVITATIONS_A_WAVE * customers / truths.CUSTOMERS)
    waves = [timeline.last - LAST_WAVE_BACK - BETWEEN_WAVES * back for back in range(WAVES - 1, -1, -1)]
    parts = [_invited_in(rng, people, sold, made, sent, size) for sent in waves]
    sent = np.repeat(np.array(waves), [len(chosen) for chosen, _ in parts])
    customer = np.concatenate([chosen for chosen, _ in parts])
    mood = np.concatenate([feeling for _, feeling in parts])
    answered = rng.random(len(sent)) < np.clip(truths.RESPONSE_RATE + 0.02 * mood, 0.05, 0.6)
    day = np.where(answered, np.minimum(sent + rng.geometric(0.22, len(sent)), sent + 20), sent)
    return Invited(customer, sent, answered, day, mood)


def _ranked(values: Floats, shares: tuple[float, ...] | Floats, lowest: int) -> Ints:
    """Scores that follow `shares` exactly, in the order of `values`."""
    place = (np.argsort(np.argsort(values, kind="stable"), kind="stable") + 0.5) / max(len(values), 1)
    return np.searchsorted(np.cumsum(shares)[:-1], place) + lowest


def _tilted(shares: tuple[float, ...], low: int, high: int, low_share: float, high_share: float) -> Floats:
    """The same shape with `low_share` in the first `low` scores and `high_share` from score `high` on."""
    given: Floats = np.array(shares)
    given[:low] *= low_share / given[:low].sum()
    given[high:] *= high_share / given[high:].sum()
    given[low:high] *= (1 - low_share - high_share) / max(given[low:high].sum(), 1e-9)
    total: float = given.sum()
    return given / total


def _scores(rng: np.random.Generator, years: Ints, mood: Floats) -> dict[str, Ints]:
    nps, csat, ces = (np.zeros(len(mood), dtype=np.int64) for _ in range(3))
    liking = 0.8 * mood + 0.5 * rng.standard_normal(len(mood))
    ease = 0.6 * mood + 0.8 * rng.standard_normal(len(mood))
    for year in range(3):
        inside = years == year
        score, satisfied = truths.NPS_BY_YEAR[year] / 100, truths.SATISFIED_BY_YEAR[year]
        nps[inside] = _ranked(mood[inside], _tilted(NPS_SHARES, 7, 9, 0.33 - score / 2, 0.33 + score / 2), 0)
        csat[inside] = _ranked(liking[inside], _tilted(CSAT_SHARES, 7, 7, 1 - satisfied, satisfied), 1)
        ces[inside] = _ranked(ease[inside], CES_SHARES, 1)
    return {"nps": nps, "csat": csat, "ces": ces}


def _dimensions(rng: np.random.Generator, mood: Floats, shift: float = 0.0) -> dict[str, Ints]:
    level = np.clip(mood, -2.5, 2.5)
    drawn = {}
    for name, (weight, mean) in DIMENSIONS.items():
        spread = 1.7 * (weight * level + np.sqrt(1 - weight**2) * rng.standard_normal(len(mood)))
        drawn[name] = np.clip(np.round(mean + shift + spread), 0, 10).astype(np.int64)
    return drawn


def _wave_names(timeline: Timeline, sent: Ints) -> list[str]:
    days = [timeline.at(int(day)) for day in sent]
    return [f"Baromètre T{(day.month + 2) // 3} {day.year}" for day in days]


def own_answers(rng: np.random.Generator, timeline: Timeline, people: Population, ids: pl.Series, asked: Invited) -> pl.DataFrame:
    years = timeline.year_of(asked.day)
    mood = asked.mood
    scores: dict[str, Ints] = {name: np.zeros(len(mood), dtype=np.int64) for name in ("nps", "csat", "ces", *DIMENSIONS)}
    done = np.flatnonzero(asked.answered)
    for name, drawn in (_scores(rng, years[done], mood[done]) | _dimensions(rng, mood[done])).items():
        scores[name][done] = drawn
    silent = pl.Series(~asked.answered)
    rated = pl.DataFrame(scores).select(pl.when(silent).then(None).otherwise(pl.all()).name.keep())
    phone = rng.random(len(mood)) < 0.15
    return rated.with_columns(
        customer_id=ids.gather(asked.customer),
        date=timeline.dates(asked.day),
        survey=pl.Series(_wave_names(timeline, asked.sent)),
        company=pl.lit(None, pl.String),
        channel=pl.Series(np.where(phone, VALUES["surveys"]["channel"]["phone"], VALUES["surveys"]["channel"]["email"])),
        store=pl.Series(np.array(STORES)[people.store[asked.customer]]),
        invited_on=timeline.dates(asked.sent),
        answered=pl.Series(np.where(asked.answered, "Oui", "Non")),
        verbatim=verbatims(rng, rated),
    )


def competitor_answers(rng: np.random.Generator, timeline: Timeline, customers: int) -> pl.DataFrame:
    """A yearly panel that answers about a competitor: cheaper and wider choice, further from its customers."""
    size = max(60, round(PANEL * customers / truths.CUSTOMERS))
    parts = []
    for back in (2 * YEAR + 40, YEAR + 40, 40):
        mood = rng.standard_normal(size) - 0.15
        day = np.full(size, timeline.last - back) + rng.integers(0, 10, size)
        nps = _ranked(mood, _tilted(NPS_SHARES, 7, 9, 0.24, 0.41), 0)
        csat = _ranked(mood, _tilted(CSAT_SHARES, 7, 7, 0.28, 0.72), 1)
        dims = _dimensions(rng, mood, -0.5)
        dims["dim_rapport_qualite_prix"] = np.clip(dims["dim_rapport_qualite_prix"] + 1, 0, 10)
        frame = pl.DataFrame({"nps": nps, "csat": csat, "ces": _ranked(mood, CES_SHARES, 1), **dims})
        parts.append(frame.with_columns(date=timeline.dates(day), survey=pl.Series([f"Panel {timeline.at(int(d)).year}" for d in day])))
    return pl.concat(parts).with_columns(
        company=pl.lit(COMPETITOR), channel=pl.lit(VALUES["surveys"]["channel"]["email"]), answered=pl.lit("Oui")
    )


def surveys(
    rng: np.random.Generator, timeline: Timeline, people: Population, ids: pl.Series, asked: Invited, customers: int
) -> pl.DataFrame:
    ours = own_answers(rng, timeline, people, ids, asked)
    both = pl.concat([ours, competitor_answers(rng, timeline, customers)], how="diagonal_relaxed").sort(
        pl.coalesce("invited_on", "date"), maintain_order=True
    )
    number = pl.Series(np.arange(1, len(both) + 1)).cast(pl.String).str.zfill(6)
    return both.with_columns(response_id=pl.lit("E") + number)
