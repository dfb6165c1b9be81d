"""Which model may speak: none with too few data, BG/NBD, MBG/NBD where it fails, MBG/CNBD-k (regular buyers) where both do, none where all do or where the past predicts as well.

Each step says why.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from crm_core.i18n import N_
from crm_core.models import bgnbd
from crm_core.models.bgnbd import Bgnbd, Lives
from crm_core.models.fitting import dot

FEWEST_REPEATS, SHORTEST = 100, 2
NOBODY_LEAVES, EVERYONE_STAYS = 1e-3, 0.999
EVENNESS, ENOUGH = (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20), 20_000  # the k that are tried; the groups of customers that tell which

WORDS = {
    "nobody": N_("Nobody has bought yet: there is nothing to predict from."),
    "undated": N_("No purchase has a date: nothing tells who came back. Bring the dates of the purchases."),
    "later": N_("All purchases are after this day: there is nothing to predict from yet. Choose a later day, or check the dates of the file."),
    "nothing_sold": N_("Until this day there are only returns, quotes, amounts of nothing or less, or sales without a customer: there is nothing to predict from."),
    "one_day": N_("All purchases are on one day: nothing tells who comes back."),
    "currencies": N_("The amounts are in several currencies: a value would add euros to dollars. Bring the amounts in one currency."),
    "few_repeats": N_("Fewer than 100 customers have bought again: not enough data to predict."),
    "short_history": N_("The purchases go back less than twice the time within which 80% of customers come back (D80): not enough data to predict."),
    "bgnbd_immortal": N_("BG/NBD finds that nobody ever leaves, which nothing here can confirm: it is not used."),
    "mbgnbd_immortal": N_("MBG/NBD finds that nobody ever leaves, which nothing here can confirm: it is not used."),
    "bgnbd_lost": N_("BG/NBD finds no parameters that these purchases tell apart: it is not used."),
    "mbgnbd_lost": N_("MBG/NBD finds no parameters that these purchases tell apart: it is not used."),
    "mbgcnbd_immortal": N_("MBG/CNBD-k finds that nobody ever leaves, which nothing here can confirm: it is not used."),
    "mbgcnbd_lost": N_("MBG/CNBD-k finds no parameters that these purchases tell apart: it is not used."),
    "regular": N_("Customers buy at more even intervals than chance makes: the model for regular buyers (MBG/CNBD-k) is used."),
    "no_model": N_("Neither BG/NBD nor MBG/NBD nor MBG/CNBD-k describes these purchases: nothing is predicted from them."),
    "loses": N_("On the last quarter of the history the model predicts no better than supposing that everyone buys as before: it is not shown."),
    "loses_recency": N_("On the last quarter of the history the model predicts no better than the days since the last purchase alone: it is not shown."),
    "ranks_worse": N_("To tell who will come back from who will not, the days since the last purchase alone do better than the model on the last quarter of the history; it is nearer in the number of purchases."),
    "unchecked": N_("The model could not be checked on the last quarter of the history: what comes before it is too little to fit."),
    "correlated": N_("Those who come more often also spend more each time (or less): amounts are each customer's own mean, drawn towards that of everyone, instead of Gamma-Gamma."),
    "infinite_mean": N_("Gamma-Gamma finds amounts without a finite mean (q ≤ 1): each customer's own mean, drawn towards that of everyone, is used instead."),
    "spend_lost": N_("Gamma-Gamma finds no parameters that these amounts tell apart: each customer's own mean, drawn towards that of everyone, is used instead."),
    "no_amounts": N_("The mean amount of a purchase is not positive: there is no value to speak of."),
    "negative": N_("Customers whose repeat purchases came to nothing or less, all returns deducted, count as average in the amounts."),
    "no_margin": N_("No margin is known: values are sales, not margin. Bring the margin of the purchases, or set its rate."),
    "margin_negative": N_("The margins add up to nothing or less: values are sales, not margin."),
    "no_interval": N_("The model does not hold still enough from sample to sample to give an interval."),
}  # fmt: skip
NAMES = ("bgnbd", "mbgnbd", "mbgcnbd")
Even = Callable[[int], float]
Steps = tuple[Bgnbd | None, tuple[str, ...]]


def too_little(repeat_buyers: int, history: int, d80: float) -> tuple[str, ...]:
    """Why there is not enough to fit anything to; nothing when there is."""
    few = ("few_repeats",) if repeat_buyers < FEWEST_REPEATS else ()
    return (*(("short_history",) if history < SHORTEST * d80 else ()), *few)


def climb(lives: Lives, even: Even) -> Steps:
    """The first of BG/NBD, MBG/NBD and MBG/CNBD-k that means something, with the codes of what was wrong with those before it; None when none does.

    `even` is what the gaps between purchases add to the log-likelihood of a k (`regular.evenness`).
    """
    reasons: list[str] = []
    for name in NAMES:
        model = regular_buyers(lives, even) if name == "mbgcnbd" else bgnbd.fit(lives, NAMES.index(name))
        wrong = fault(model, lives)
        if not wrong:
            return model, (*reasons, *(("regular",) if model.k > 1 else ()))
        reasons.append(f"{name}_{wrong}")
    return None, (*reasons, "no_model")


def named(model: Bgnbd) -> str:
    return NAMES[2] if model.k > 1 else NAMES[model.first]


def regular_buyers(lives: Lives, even: Even) -> Bgnbd:
    """MBG/CNBD-k with the most likely k: they are tried upwards until the likelihood falls, on enough customers."""
    some = lives.of(np.arange(0, len(lives.n), -(-len(lives.n) // ENOUGH)), lives.n[:: -(-len(lives.n) // ENOUGH)])
    share = float(some.n.sum()) / float(lives.n.sum())
    best, highest = EVENNESS[0], -np.inf
    for k in EVENNESS:
        likelihood = bgnbd.fit(some, 1, None, k).log_likelihood / share + even(k)
        if likelihood < highest:
            break
        best, highest = k, likelihood
    found = bgnbd.fit(lives, 1, None, best)
    return replace(found, log_likelihood=found.log_likelihood + even(best))


def fault(model: Bgnbd, lives: Lives) -> str:
    """What makes a fit mean nothing: `immortal` when nobody ever leaves, `lost` when the search did not end inside its bounds; "" when nothing does."""
    staying = dot(lives.n, model.alive(lives)) / float(lives.n.sum())
    if model.leaving < NOBODY_LEAVES or staying > EVERYONE_STAYS:
        return "immortal"
    return "" if model.converged else "lost"
