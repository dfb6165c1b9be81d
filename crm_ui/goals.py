"""The targets that the pages hold their figures against."""

import polars as pl

from crm_core.engine import Scope
from crm_core.indicators.targets import targets
from crm_ui import cache


def goals(scope: Scope) -> dict[str, float | None]:
    """The target of each figure by name: from the references, else from the settings; None where there is none."""
    asked = scope.whole()
    return cache.recall("goals", lambda con, whole: pl.DataFrame(targets(con, whole)), asked).row(0, named=True)
