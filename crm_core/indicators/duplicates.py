"""Which records of customers may be the same person or firm, and why?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
select l.by_value, p.left_id, p.right_id, p.score, p.zone, p.reasons, d.decision
from likely_pairs as p
join customers as l on l.customer_id = p.left_id and l.known_from <= $as_of
join customers as r on r.customer_id = p.right_id and r.known_from <= $as_of and r.by_value is not distinct from l.by_value
left join pair_decisions as d on d.left_id = least(p.left_id, p.right_id) and d.right_id = greatest(p.left_id, p.right_id)
where d.decision is distinct from 'apart'
order by l.by_value, d.decision is not null, p.zone desc, p.score desc, p.left_id, p.right_id
"""


@indicator(
    title=N_("Probable duplicates"),
    definition=N_(
        "Pairs of records known at the as-of day that may be one person or firm. Candidates share two of some twenty keys (sound of the names, "
        "postal code, parts of the address …) or one strong key (e-mail, phone, SIRET, firm, name with the date of birth or the town); a key of more than 100 records finds nobody. "
        "Pairs are found once, in the whole base; filters keep those of which both records are kept. Each comparison gives "
        "points for what agrees and against what contradicts; what a household shares (address, town, phone) counts for nothing when the first names differ, or are two that are both given (Louis and Louise). "
        "Sure: 9 points or more, the first name, the birth, the e-mail or the firm agrees, something besides the name and the town agrees, and nothing contradicts. "
        "To review: 5 points or more. Records that were merged are one, pairs that were told apart are left out, those left for later come last."
    ),
    formula=N_(
        "score = name (last −3 to 4, first −3 to 3, exchanged 6) + firm (−4 to 5) + date of birth (−4 to 6) + e-mail (−1 to 7) + phone (5) + SIRET (−6 to 9) "
        "+ address (−1 to 6) + town (−2 to 3) + common name (−2) + household (minus what it shares)"
    ),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    better="down",
    needs=("customers",),
    value="score",
)
def duplicates(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a pair that nobody decided, the sure ones first: `left_id`, `right_id`, `score` (whole points), `zone` (sure, review), `reasons` (each comparison with its points), `decision` (later, else null)."""
    return query(con, SQL, scope)
