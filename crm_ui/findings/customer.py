"""What the page of one customer says: where it stands, and what to do next."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from crm_core.i18n import N_, say
from crm_core.indicators.lifecycle import LABELS as CLASSES
from crm_ui import formats

UNHAPPY = 6
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
    label = say(CLASSES[facts["lifecycle"]], language)
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
    if standing["nps"] is not None and standing["nps"] <= UNHAPPY and facts["lifecycle"] != "former":
        return say(
            N_("Unhappy at the last survey ({nps}): call back before any offer."), language, nps=formats.number(standing["nps"], language)
        )
    return proposed(facts["lifecycle"], own, language)


def said(value: object, language: str) -> str:
    """A value of a record as it is read."""
    if isinstance(value, bool):
        return say(N_("yes") if value else N_("no"), language)
    if isinstance(value, date | datetime):
        return formats.day(value, language)
    return formats.number(value, language, 2) if isinstance(value, float) else str(value)
