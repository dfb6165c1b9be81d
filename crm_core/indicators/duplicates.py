"""Which records of customers may be the same person or firm, and why?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.quality.duplicates import PAIRS_OF_RECORDS, PARTS
from crm_core.units import Unit

SURE, REVIEW = 9, 5
REASONS = ", ".join(f"case when {part} <> 0 then '{part} ' || printf('%+d', {part}) end" for part in PARTS)
SQL = (
    PAIRS_OF_RECORDS
    + f"""
select by_value, left_id, right_id, score::bigint as score,
    case when score >= {SURE} and agrees and is_person and not contradicts then 'sure' else 'review' end as zone,
    concat_ws('; ', {REASONS}) as reasons
from judged where score >= {REVIEW} and is_named
order by by_value, zone desc, score desc, left_id, right_id
"""
)


@indicator(
    title=N_("Probable duplicates"),
    definition=N_(
        "Pairs of records known at the as-of day that may be one person or firm. Candidates share two of some twenty keys (sound of the names, "
        "postal code, parts of the address …) or one strong key (e-mail, phone, SIRET, firm, name with the date of birth or the town); a key of more than 100 records finds nobody. Each comparison gives "
        "points for what agrees and against what contradicts; what a household shares (address, town, phone) counts for nothing when the first names differ. "
        "Sure: 9 points or more, the first name, the birth, the e-mail or the firm agrees, something besides the name and the town agrees, and nothing contradicts. "
        "To review: 5 points or more."
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
    """One row a pair, the sure ones first: `left_id`, `right_id`, `score` (whole points), `zone` (sure, review), `reasons` (each comparison with its points)."""
    return query(con, SQL, scope)
