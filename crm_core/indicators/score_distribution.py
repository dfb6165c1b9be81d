"""How are the answers spread over the scale?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.answers import ANSWERS
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = (
    ANSWERS
    + """
, given as (
    select by_value, date, 'csat' as question, scale, floor(csat)::integer as score,
        case when csat >= satisfied_from then 'satisfied' when csat <= dissatisfied_to then 'dissatisfied' else 'neutral' end as opinion
    from answers where satisfied_from is not null
    union all
    select by_value, date, 'nps' as question, coalesce(nps_scale, '0-10') as scale, nps::integer as score,
        case when nps >= 9 then 'promoter' when nps >= 7 then 'passive' else 'detractor' end as opinion
    from surveys where nps = floor(nps) and nps between (case when nps_scale = '1-10' then 1 else 0 end) and 10
),
counted as (
    select s.by_value, s.w, g.question, g.scale, g.score, g.opinion, count(*)::bigint as answers
    from spans as s join given as g on g.date between s.start_on and s.end_on and g.by_value is not distinct from s.by_value
    group by s.by_value, s.w, g.question, g.scale, g.score, g.opinion
)
select by_value, w, question, scale, score, opinion, answers,
    answers / sum(answers) over (partition by by_value, w, question, scale)::double as share
from counted
order by by_value, w, question, scale, score, opinion
"""
)


@indicator(
    title=N_("Answers by score"),
    definition=N_(
        "Answers to the questions of recommendation (NPS) and satisfaction (CSAT) by score, each on its own scale; a score between two marks counts at the lower "
        "one. Opinion: detractor, passive, promoter; dissatisfied, neutral, satisfied."
    ),
    formula=N_("share = answers with this score ÷ answers to the question on that scale"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="window",
    needs=("surveys",),
    value="answers",
)
def score_distribution(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a window, question (nps, csat), scale and score somebody gave: `question`, `scale`, `score`, `opinion`, `answers`, `share` (0 to 1)."""
    return query(con, SQL, scope)
