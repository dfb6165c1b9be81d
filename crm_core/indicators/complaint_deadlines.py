"""When is each complaint due, and was it answered in time?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.cases import CASES
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = (
    CASES
    + """
, dated as (
    select c.*, c.closed_on is not null and c.closed_on <= $as_of as is_closed from cases as c where c.received_day <= $as_of
)
select by_value, complaint_id, received_day as received_on, due_on,
    case when is_closed then closed_on end as closed_on,
    case when is_closed then working_days end::bigint as working_days,
    case when is_closed then closed_on <= due_on when due_on < $as_of and not is_undated then false end as on_time,
    not is_closed and not is_undated and due_on < $as_of as late_open,
    owner, category, cause, store, customer_id, severity,
    case
        when is_closed and corrective_action is not null then 'exploited'
        when is_closed and followed_up_on <= $as_of then 'followed_up'
        when is_closed or is_undated then 'closed'
        when first_answer_on <= $as_of then 'handled'
        when least(registered_on, acknowledged_on) <= $as_of then 'registered'
        else 'collected'
    end as stage
from dated
where received_day >= $start or not (is_closed or is_undated)
order by received_on, complaint_id
"""
)


@indicator(
    title=N_("Deadline of each complaint"),
    definition=N_(
        "A complaint is due on the 5th working day after the day of reception (the number, the working week and the public holidays are settings); with a "
        "cut-off hour, what comes later counts as received the next day. Days spent waiting for the customer are added, as working days. Met when closed on "
        "or before the due date; late when still open after it. Listed: complaints received in the period, or still open on its last day. A complaint "
        "marked closed without a date is neither on time nor late."
    ),
    formula=N_("working days = working days after the day of reception, up to and including the day of closing; never negative"),
    source=N_("Public holidays of France: the holidays library"),
    sql=SQL,
    unit=Unit.DAYS,
    grain="complaint",
    better="down",
    needs=("complaints",),
    value="working_days",
)
def complaint_deadlines(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a complaint as it stood on `as_of`, oldest first.

    `complaint_id`, `received_on` (day, after the cut-off hour), `due_on`, `closed_on`, `working_days` (null while open), `on_time`
    (null while open and not late), `late_open`, `owner`, `category`, `cause`, `store`, `customer_id`, `severity`, `stage`
    (collected, registered, handled, closed, followed_up, exploited).
    """
    return query(con, SQL, scope)
