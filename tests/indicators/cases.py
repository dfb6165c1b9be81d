"""Hand-made rows that several indicator tests share."""

from datetime import date
from typing import Any


def buy(customer: str | None, day: date, amount: float = 10, **more: Any) -> dict[str, Any]:
    return {"customer_id": customer, "date": day, "amount": amount, **more}
