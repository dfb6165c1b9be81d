"""Plotly in the language of the page: its dictionary, its months, its one button."""

from typing import Any

NARROW, HARD = "\u202f", "\u00a0"
SEPARATORS = {"fr": "," + NARROW, "en": ".,"}


def _format(decimal: str, months: str, short: str, days: str, date: str) -> dict[str, Any]:
    names = days.split()
    return {
        "decimal": decimal, "thousands": NARROW if decimal == "," else ",", "date": date, "grouping": [3],
        "months": months.split(), "shortMonths": short.split(), "days": names, "shortDays": [d[:3] for d in names], "year": "%Y", "month": "%b %Y", "dayMonth": "%-d %b", "dayMonthYear": "%-d %b %Y",
    }  # fmt: skip


FRENCH = {
    "dictionary": {
        "Download plot as a PNG": "Télécharger en PNG",
        "Download plot as a png": "Télécharger en PNG",
        "Reset axes": "Réinitialiser",
        "Zoom": "Zoomer",
        "Pan": "Déplacer",
    },
    "format": _format(
        ",",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "dimanche lundi mardi mercredi jeudi vendredi samedi",
        "%d/%m/%Y",
    ),
}


def config(language: str, file_name: str) -> dict[str, Any]:
    """What `st.plotly_chart(config=…)` receives: the page's language, one button (PNG, twice the size), nothing leaves the server."""
    return {
        "displaylogo": False, "showSendToCloud": False, "scrollZoom": False, "locale": language, "locales": {"fr": FRENCH},
        "modeBarButtons": [["toImage"]], "toImageButtonOptions": {"format": "png", "scale": 2, "filename": file_name},
    }  # fmt: skip
