"""What the demo company's data contain on purpose; data/README.md states the same figures in words."""

from datetime import date
from typing import Final

UNTIL: Final = date(2026, 11, 20)
CUSTOMERS: Final = 20_000

DUPLICATE_SHARE: Final = 0.04
UNDELIVERABLE_SHARE: Final = 0.03
INVALID_EMAIL_SHARE: Final = 0.02
INVALID_PHONE_SHARE: Final = 0.02
INVALID_SIRET_SHARE: Final = 0.02
WRONG_TOWN_SHARE: Final = 0.02
COMPANY_SHARE: Final = 0.08
ANONYMOUS_ORDER_SHARE: Final = 0.06
RETURNED_LINE_SHARE: Final = 0.03
ORPHANS_PER_1000: Final = 1.25
BAD_DATE_LINES: Final = 5

INCIDENT_MONTHS_BACK: Final = 8
INCIDENT_CATEGORY: Final = "Livraison"
INCIDENT_SUBCATEGORY: Final = "Livraison en retard"
INCIDENT_FACTOR: Final = 7.0

WEAK_STORE: Final = "Lille"
WEAK_STORE_SATISFACTION: Final = -0.65
WEAK_STORE_CHURN: Final = 3.0
WEAK_STORE_LATE: Final = 3.0
WEAK_STORE_COMPLAINTS: Final = 1.5

WORKING_CAMPAIGN: Final = "OP2026-02"
USELESS_CAMPAIGN: Final = "OP2026-04"

RETURNED_SHARE: Final = {
    "OP2024-01": 0.06, "OP2024-02": 0.05, "OP2024-03": 0.07, "OP2025-01": 0.06, "OP2025-02": 0.08,
    "OP2026-01": 0.06, "OP2026-02": 0.05, "OP2026-03": 0.12, "OP2026-04": 0.05,
}  # fmt: skip
"""Of the letters and e-mails of each campaign, those that came back; the campaign by phone has none."""
SOFT_SHARE: Final = 0.3
"""Of the e-mails that came back, those whose failure is temporary."""
FULL_BOXES: Final = 0.002
"""Of the customers, those whose mailbox is full for every one of the last letters of news: three temporary failures in a row over 30 days."""

SEASON: Final = (0.80, 0.82, 1.00, 1.15, 1.40, 1.35, 0.88, 0.52, 0.90, 0.93, 1.02, 1.50)
HIGH_MONTHS: Final = (5, 6, 12)
LOW_MONTH: Final = 8
WEB_SHARE_START: Final = 0.18
WEB_SHARE_END: Final = 0.34

SATISFACTION_STAY: Final = 1.4
LOSS_AFTER_BAD_ANSWER: Final = 0.35
LOSS_AFTER_GOOD_ANSWER: Final = 0.03

COMPLAINTS_BY_YEAR: Final = (700, 710, 757)
"""Per 20,000 customers, oldest year first."""
CLOSED_LATE_BY_YEAR: Final = (0.20, 0.18, 0.085)
LATE_OPEN: Final = 29
WAITING_OPEN: Final = 20

NPS_BY_YEAR: Final = (22.0, 24.0, 30.0)
SATISFIED_BY_YEAR: Final = (0.745, 0.755, 0.78)
RESPONSE_RATE: Final = 0.255
INVITATIONS_A_WAVE: Final = 1_300
"""Per 20,000 customers, four waves a year."""


def incident_month(until: date = UNTIL) -> date:
    """First day of the month in which deliveries failed."""
    months = until.year * 12 + until.month - 1 - INCIDENT_MONTHS_BACK
    return date(months // 12, months % 12 + 1, 1)
