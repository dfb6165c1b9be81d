"""What a figure is counted in; how it is written is the business of `crm_ui.formats`."""

from enum import StrEnum


class Unit(StrEnum):
    """Values are raw: shares 0 to 1, money unrounded."""

    COUNT = "count"
    SHARE = "share"
    MONEY = "money"
    DAYS = "days"
    SCORE = "score"
    NPS = "nps"
    RATE = "per_thousand"
    TEXT = "text"
