"""What share of the checks of the customer base pass, all fields together?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.base_quality import SQL, base_quality
from crm_core.indicators.registry import indicator
from crm_core.periods import month_start
from crm_core.units import Unit


def _pooled(con: Connection, scope: Scope) -> pl.DataFrame:
    by = [scope.by] if scope.by else []
    checks = base_quality(con, scope)
    sums = checks.group_by(by, maintain_order=True).agg(pl.col("n", "ok").sum()) if by else checks.select(pl.col("n", "ok").sum())
    rate = pl.when(pl.col("n") > 0).then(pl.col("ok") / pl.col("n")).alias("quality")
    return sums.select(*by, pl.lit(month_start(scope.as_of)).alias("month"), rate, "n", "ok")


@indicator(
    title=N_("Quality of the base"),
    definition=N_(
        "All checks of the clean and qualified base together: completeness, validity, deliverability, freshness. A record counts once for each check that "
        "concerns it. The whole base is checked, so that there is no interval."
    ),
    formula=N_("quality = checks that pass ÷ checks made"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="window",
    better="up",
    needs=("customers",),
    value="quality",
)
def base_quality_score(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a window, at its last day: `quality` (0 to 1, null without a check), `n` (checks), `ok`."""
    rows = pl.concat([_pooled(con, scope.over(span)) for span in scope.spans])
    return rows if scope.windows else rows.drop("month")
