"""What is written on a colour can be read on it (WCAG 2.1: 4.5 to 1)."""

import re
import tomllib
from pathlib import Path

import pytest

from crm_ui import style

THEME = tomllib.loads((Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_as_the_norm_has_it() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_words_of_the_main_button_are_read_in_both_themes(theme: str) -> None:
    said = re.search(r'stBaseButton-primary"\] p\{color:light-dark\((#\w{6}),(#\w{6})\)', style.RULES)
    assert said
    assert contrast(said[1 if theme == "light" else 2], THEME[theme]["primaryColor"]) >= 4.5
