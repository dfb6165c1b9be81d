"""Complaints about orders: what they are about, how fast they were handled, and who left because of them."""

from dataclasses import dataclass, replace

import numpy as np

from crm_core.demo import truths
from crm_core.demo.occasions import WEB, Orders
from crm_core.demo.population import WEAK, Population
from crm_core.demo.timeline import HISTORY, YEAR, Bools, Floats, Ints, Timeline

CAUSES: tuple[tuple[str, str, tuple[str, ...], float], ...] = (
    ("Livraison", "Livraison en retard", ("Transporteur défaillant", "Stock indisponible", "Erreur de planification"), 15),
    ("Livraison", "Colis abîmé", ("Emballage insuffisant", "Choc pendant le transport"), 9),
    ("Livraison", "Colis non reçu", ("Adresse erronée", "Perte transporteur"), 7),
    ("Produit", "Produit défectueux", ("Défaut de fabrication", "Pièce manquante"), 16),
    ("Produit", "Non conforme à la description", ("Fiche produit inexacte", "Erreur de préparation"), 8),
    ("Produit", "Plante dépérie", ("Conditions de stockage", "Conseil d'entretien absent"), 7),
    ("Facturation", "Erreur de prix", ("Étiquetage", "Promotion non appliquée"), 9),
    ("Facturation", "Remboursement non reçu", ("Délai bancaire", "Oubli de traitement"), 8),
    ("Accueil et conseil", "Attente en caisse", ("Sous-effectif", "Panne de caisse"), 5),
    ("Accueil et conseil", "Conseil inadapté", ("Formation du vendeur", "Information manquante"), 6),
    ("Service après-vente", "Retour refusé", ("Délai dépassé", "Ticket absent"), 5),
    ("Service après-vente", "Injoignable", ("Standard saturé", "Rappel oublié"), 5),
)
INCIDENT = next(rank for rank, cause in enumerate(CAUSES) if cause[1] == truths.INCIDENT_SUBCATEGORY)
SPEED = (0.04, 0.12, 0.22, 0.26, 0.20, 0.16)
NEVER = HISTORY + 1
FRESH_DAYS = 7
FRESH_OPEN_SHARE = 0.8


@dataclass(frozen=True)
class Complaints:
    """One position a complaint, oldest first; days beyond the history have not happened."""

    order: Ints
    customer: Ints
    topic: Ints
    received: Ints
    closed: Ints
    waiting: Ints
    late: Bools
    personalised: Bools
    content: Bools

    def __len__(self) -> int:
        return len(self.order)

    @property
    def open(self) -> Bools:
        return self.closed >= HISTORY

    @property
    def badly_handled(self) -> Bools:
        return ~self.open & (self.late | ~self.content)

    def keep(self, kept: Bools) -> "Complaints":
        return Complaints(**{name: getattr(self, name)[kept] for name in Complaints.__dataclass_fields__})

    def renumbered(self, positions: Ints) -> "Complaints":
        """The same complaints when order n has moved to positions[n]."""
        return replace(self, order=positions[self.order])


def _weights(people: Population, sold: Orders) -> Floats:
    known = sold.customer >= 0
    customer = np.maximum(sold.customer, 0)
    weight = np.exp(-0.35 * people.satisfaction[customer])
    weight *= np.where(people.store[customer] == WEAK, truths.WEAK_STORE_COMPLAINTS / np.exp(-0.35 * truths.WEAK_STORE_SATISFACTION), 1.0)
    return weight * np.where(sold.channel == WEB, 1.3, 1.0) * known


def _draw(rng: np.random.Generator, weight: Floats, chosen: Bools, size: int) -> Ints:
    p = np.where(chosen, weight, 0.0)
    size = min(size, int(np.count_nonzero(p)))
    if not size:
        return np.zeros(0, dtype=np.int64)
    return rng.choice(len(p), size, replace=False, p=p / p.sum())


def _drawn(rng: np.random.Generator, timeline: Timeline, people: Population, sold: Orders, scale: float) -> tuple[Ints, Ints, Ints]:
    """Order, topic and day of reception of every complaint, the incident's included."""
    weight = _weights(people, sold)
    begin, end = _incident(timeline)
    shares = np.array([cause[3] for cause in CAUSES], dtype=float)
    usual = truths.COMPLAINTS_BY_YEAR[2] * shares[INCIDENT] / shares.sum() / 12
    extra = round(scale * (truths.INCIDENT_FACTOR - 1) * usual)
    received_by = sold.day + np.minimum(1 + rng.gamma(1.5, 4.0, len(sold)).astype(np.int64), 40)
    parts = []
    for year, total in enumerate(truths.COMPLAINTS_BY_YEAR):
        inside = (received_by <= timeline.last) & (timeline.year_of(received_by) == year)
        parts.append(_draw(rng, weight, inside, round(scale * total) - (extra if year == 2 else 0)))
    late = _draw(rng, weight, (received_by >= begin) & (received_by < end) & ~np.isin(np.arange(len(sold)), np.concatenate(parts)), extra)
    usual_orders = np.concatenate(parts)
    topics = rng.choice(len(CAUSES), len(usual_orders), p=shares / shares.sum())
    order = np.concatenate([usual_orders, late])
    return order, np.concatenate([topics, np.full(len(late), INCIDENT)]), received_by[order]


def _incident(timeline: Timeline) -> tuple[int, int]:
    begin = truths.incident_month(timeline.until)
    following = begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1)
    return timeline.day(begin), timeline.day(following)


def _closed_late(rng: np.random.Generator, timeline: Timeline, received: Ints, weak: Bools) -> Bools:
    begin, end = _incident(timeline)
    weight = np.where(weak, truths.WEAK_STORE_LATE, 1.0) * np.where((received >= begin) & (received < end), 2.5, 1.0)
    late = np.zeros(len(received), dtype=bool)
    for year, share in enumerate(truths.CLOSED_LATE_BY_YEAR):
        inside = (timeline.year_of(received) == year) & (received < timeline.last - 25)
        late[_draw(rng, weight, inside, round(share * np.count_nonzero(timeline.year_of(received) == year)))] = True
    return late


def _closing(rng: np.random.Generator, timeline: Timeline, received: Ints, late: Bools) -> Ints:
    speed = rng.choice(len(SPEED), len(received), p=SPEED)
    slow = 6 + rng.geometric(0.22, len(received)) - 1
    closed = timeline.after_working_days(received, np.where(late, slow, speed))
    fresh = (received > timeline.last - FRESH_DAYS) & (rng.random(len(received)) < FRESH_OPEN_SHARE)
    return np.where(fresh | (closed > timeline.last), NEVER, closed)


def _left_open(rng: np.random.Generator, timeline: Timeline, received: Ints, weak: Bools, scale: float) -> tuple[Ints, Ints]:
    """Complaints still open past their due date, and those open because the customer has not replied yet."""
    age = timeline.last - received
    aged = (age >= 9) & (age <= 75)
    weight = np.exp(-age / 30.0) * np.where(weak, truths.WEAK_STORE_LATE, 1.0)
    late = _draw(rng, weight, aged, round(scale * truths.LATE_OPEN))
    waiting = _draw(rng, np.ones(len(age)), aged & (age <= 32) & ~np.isin(np.arange(len(age)), late), round(scale * truths.WAITING_OPEN))
    return late, waiting


def complaints(rng: np.random.Generator, timeline: Timeline, people: Population, sold: Orders, customers: int) -> Complaints:
    scale = customers / truths.CUSTOMERS
    order, topic, received = _drawn(rng, timeline, people, sold, scale)
    oldest = np.argsort(received, kind="stable")
    order, topic, received = order[oldest], topic[oldest], received[oldest]
    size, weak = len(order), people.store[sold.customer[order]] == WEAK
    late = _closed_late(rng, timeline, received, weak)
    closed = _closing(rng, timeline, received, late)
    waiting = np.where(rng.random(size) < 0.06, rng.integers(1, 4, size), 0)
    late_open, waiting_open = _left_open(rng, timeline, received, weak, scale)
    closed[np.concatenate([late_open, waiting_open])] = NEVER
    waiting[late_open] = 0
    waiting[waiting_open] = timeline.last - received[waiting_open] + 3
    personalised = rng.random(size) < np.where(late, 0.45, 0.80)
    content = rng.random(size) < np.where(late, 0.35, np.where(personalised, 0.92, 0.75))
    return Complaints(order, sold.customer[order], topic, received, closed, waiting, late, personalised, content)


def leaving_after(rng: np.random.Generator, made: Complaints, size: int) -> Ints:
    """The day after which each customer buys no more because of a complaint."""
    chance = np.where(made.badly_handled, truths.LOSS_AFTER_BAD_ANSWER, truths.LOSS_AFTER_GOOD_ANSWER)
    leaves = (rng.random(len(made)) < chance) & ~made.open
    leaving = np.full(size, NEVER + YEAR)
    np.minimum.at(leaving, made.customer[leaves], made.closed[leaves])
    return leaving
