"""The targets that the pages hold the barometer's figures against."""

import polars as pl

from crm_core.engine import Scope
from crm_core.indicators import barometer
from crm_ui import cache


def goals(scope: Scope) -> dict[str, float | None]:
    """The target of each of the barometer's figures by name: from the references, else from the settings; None where there is none."""
    asked = scope.whole()
    return cache.recall("goals", lambda con, whole: pl.DataFrame(barometer.targets(con, whole)), asked).row(0, named=True)
