"""How one key of the settings is declared: its default, its sentence, and what it may be."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True)
class Form:
    """What a text must be: how that is said to who reads the documentation, and the check."""

    said: str
    holds: Callable[[str], bool]


def _is_zone(text: str) -> bool:
    try:
        return bool(ZoneInfo(text).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
        return False


SIZE = Form("a size: `500MB`, `4GB`", lambda text: bool(re.fullmatch(r"(?=.*[1-9])\d+(\.\d+)? ?[KMGT]i?B", text)))
ZONE = Form("a zone of the IANA list", _is_zone)
CURRENCY = Form("a code of ISO 4217", lambda text: bool(re.fullmatch("[A-Z]{3}", text)))


def key(
    default: Any, note: str, *, choices: tuple[str, ...] = (), low: float | None = None, high: float | None = None, form: Form | None = None
) -> Any:
    return field(default=default, metadata={"note": note, "choices": choices, "low": low, "high": high, "form": form})
