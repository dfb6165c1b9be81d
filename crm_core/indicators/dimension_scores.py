"""On which dimensions do promoters and detractors differ most?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import Z
from crm_core.tables.events import CLOSENESS
from crm_core.units import Unit

SQL = """
select * from surveys
where date between $start and $as_of and nps = floor(nps) and nps between (case when nps_scale = '1-10' then 1 else 0 end) and 10
order by date, response_id
"""
PREFIX = "dim_"


@indicator(
    title=N_("Scores by dimension"),
    definition=N_(
        "Mean score of every dimension of the survey (columns dim_… and those of closeness to the customer) on its own scale, among all who answered the question "
        "of recommendation, among promoters and among detractors, and the gap between the two. A gap is what goes with recommending us, not proof of its cause."
    ),
    formula=N_("gap = mean of promoters − mean of detractors; interval ± 1.96 × √(variance ÷ n of each, added)"),
    source=N_("95% interval: normal, unequal variances (Welch)"),
    sql=SQL,
    unit=Unit.SCORE,
    grain="row",
    needs=("surveys",),
    value="gap",
)
def dimension_scores(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a dimension somebody scored, the largest gap first: `dimension`, `n`, `mean`, `promoters`, `detractors` (means), `n_promoters`, `n_detractors`, `gap`, `low`, `high`."""
    asked = {name for name, _label, _words in CLOSENESS}
    columns = [name for name in con.fields("surveys") if name.startswith(PREFIX) or name in asked]
    by = [scope.by] if scope.by else []
    given = query(con, SQL, scope.whole()).select(*(pl.col(one) for one in by), "nps", pl.col(columns).cast(pl.Float64, strict=False))
    scores = given.unpivot(columns, index=[*by, "nps"], variable_name="dimension", value_name="score").drop_nulls("score")
    summed = scores.group_by([*by, "dimension"]).agg(pl.len().cast(pl.Int64).alias("n"), pl.col("score").mean().alias("mean"), *_moments())
    half = Z * (pl.col("promoters_error") + pl.col("detractors_error")).sqrt()
    gap = pl.col("promoters") - pl.col("detractors")
    known = summed.with_columns(gap.alias("gap"), (gap - half).alias("low"), (gap + half).alias("high"))
    return known.drop("promoters_error", "detractors_error").sort(
        [*by, "gap", "dimension"], descending=[False] * len(by) + [True, False], nulls_last=True
    )


def _moments() -> list[pl.Expr]:
    """Mean, count and squared standard error of the scores of promoters and of detractors."""
    found = []
    for name, kept in (("promoters", pl.col("nps") >= 9), ("detractors", pl.col("nps") <= 6)):
        one = pl.col("score").filter(kept)
        found += [one.mean().alias(name), one.len().cast(pl.Int64).alias(f"n_{name}"), (one.var() / one.len()).alias(f"{name}_error")]
    return found
