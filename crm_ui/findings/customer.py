"""What the page of one customer says: where it stands, and what to do next."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from crm_core.i18n import N_, say
from crm_core.indicators.lifecycle import ONE
from crm_ui import formats

UNHAPPY = 6
# The highest score of a dissatisfied customer, by scale, as the balance of satisfaction (IDS) has it.
DISSATISFIED = {"1-5": 2, "1-7": 3, "1-10": 4, "0-10": 4, "0-20": 8}
State = Literal["good", "watch", "bad", "neutral"]
# What direct marketing does for a customer of each class.
ACTIONS = {
    "suspect": N_("Inform: say who we are, ask for a way to reach them."),
    "prospect": N_("Qualify: ask what they need, and for consent."),
    "hot_prospect": N_("Trigger the first purchase: call back, or make an offer with an end."),
    "trial_buyer": N_("Welcome: thank, ask how it went, propose the second purchase."),
    "occasional": N_("Develop: propose what goes with their purchases, at their usual gap."),
    "regular": N_("Reward: attention and services rather than discounts."),
    "convinced": N_("Reward, and ask for a recommendation."),
    "inactive": N_("Win back: ask why, then an offer made for them."),
    "former": N_("Let rest: no more solicitation, unless they come back."),
}


def proposed(lifecycle: str, own: Mapping[str, str], language: str) -> str:
    """What the firm does for a customer of that class in its `own` words, else the usual."""
    return own.get(lifecycle, "").strip() or say(ACTIONS[lifecycle], language)


def answer(name: str, facts: Mapping[str, Any], standing: Mapping[str, Any], language: str, currency: str, own: Mapping[str, str]) -> str:
    """Hélène Huguet : Occasionnels. À faire : …"""
    label = say(ONE[facts["lifecycle"]], language)
    return say(
        N_("**{name}: {label}.** {action}"),
        language,
        name=name.replace("**", ""),
        label=label,
        action=action(facts, standing, language, currency, own).replace("**", ""),
    )


def action(facts: Mapping[str, Any], standing: Mapping[str, Any], language: str, currency: str, own: Mapping[str, str]) -> str:
    """The most pressing thing first: an open complaint, a payment past its day, a bad note, else what the class calls for."""
    if standing["open_complaints"]:
        return say(N_("First close the open complaint; nothing to sell until then."), language)
    if standing["unpaid"] > 0:
        return say(
            N_("{amount} are past their day of payment: settle that first."),
            language,
            amount=formats.money(standing["unpaid"], language, currency),
        )
    if unhappy_score(standing) and facts["lifecycle"] != "former":
        return say(
            N_("Unhappy at the last survey ({nps}): call back before any offer."),
            language,
            nps=formats.number(unhappy_score(standing), language),
        )
    return proposed(facts["lifecycle"], own, language)


def unhappy_score(standing: Mapping[str, Any]) -> float | None:
    """The score by which the last survey shows an unhappy customer: a recommendation of 6 at most, else a dissatisfied mark; None when it does not."""
    nps, csat = standing["nps"], standing["csat"]
    if nps is not None and nps <= UNHAPPY:
        return float(nps)
    return float(csat) if csat is not None and csat <= DISSATISFIED.get(standing["csat_scale"], -1) else None


def payments(standing: Mapping[str, Any], language: str, currency: str) -> tuple[State, str]:
    """Whether the customer is up to date with payments, plainly."""
    if not standing["dated_payments"]:
        return "neutral", say(N_("Payments not followed: no due date on file"), language)
    if standing["unpaid"] > 0:
        return "bad", say(N_("Behind with payments: {amount}"), language, amount=formats.money(standing["unpaid"], language, currency))
    return "good", say(N_("Up to date with payments"), language)


def mood(standing: Mapping[str, Any], language: str) -> tuple[State, str]:
    """Whether the customer is unhappy, plainly: an open complaint first, then the last survey."""
    if standing["open_complaints"]:
        return "bad", say(N_("Unhappy: a complaint is open"), language)
    score = unhappy_score(standing)
    if score is not None:
        return "bad", say(N_("Unhappy at the last survey: {score}"), language, score=formats.number(score, language))
    if standing["nps"] is None and standing["csat"] is None:
        return "neutral", say(N_("Happy or not: never said"), language)
    return "good", say(N_("Not unhappy at the last survey"), language)


def said(value: object, language: str) -> str:
    """A value of a record as it is read."""
    if isinstance(value, bool):
        return say(N_("yes") if value else N_("no"), language)
    if isinstance(value, date | datetime):
        return formats.day(value, language)
    return formats.number(value, language, 2) if isinstance(value, float) else str(value)
