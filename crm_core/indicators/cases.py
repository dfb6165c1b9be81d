"""What the complaint indicators share: each complaint with its due date in working days, and one row a window and value of the breakdown.

`case_days` is prepared, one row a complaint: `received_day` after the cut-off hour, `due_on`, `working_days` to its closing, `is_undated` (closed, no one
knows when). Time spent waiting for the customer is `waiting_days`, else the working days of `pauses` (from/to, ISO days, separated by ";").
The calendar goes from 1898 at most to more than a year after the last event: a day outside is taken for its first or last one.

`CASES` opens a statement with the steps `cases` (the complaint's own columns and those of `case_days`) and `spans` (by_value, w, start_on, end_on, end_rank).
"""

from crm_core.engine.prepared import PREPARED

PREPARED["case_days"] = """
with received as (
    select row_key, closed_on, waiting_days, status,
        received_on::date + (case when $cutoff_hour > 0 and hour(received_on) >= $cutoff_hour then 1 else 0 end) as received_day
    from all_complaints
),
paused as (
    select p.row_key, sum(case when b.rank > a.rank then b.rank - a.rank else 0 end) as days
    from (select row_key, unnest(string_split(pauses, ';')) as span from all_complaints where pauses is not null) as p
    join calendar as a on a.day = try_cast(trim(split_part(p.span, '/', 1)) as date)
    join calendar as b on b.day = try_cast(trim(split_part(p.span, '/', 2)) as date)
    group by p.row_key
),
ranks as (select max(rank) as last_rank from calendar)
select r.row_key, r.received_day, coalesce(s.rank, 0) as received_rank, d.day as due_on,
    case when e.rank > s.rank then e.rank - s.rank when e.rank is not null then 0 end as working_days,
    r.closed_on is null and coalesce(r.status = 'closed', false) as is_undated
from received as r cross join ranks as k
left join calendar as s on s.day = r.received_day
left join calendar as e on e.day = r.closed_on
left join paused as p on p.row_key = r.row_key
left join calendar as d
    on d.working and d.rank = least(coalesce(s.rank, 0) + $promised_days + greatest(ceil(coalesce(r.waiting_days, p.days, 0))::integer, 0), k.last_rank)
"""

CASES = """
with cases as (
    select c.*, f.received_day, f.received_rank, f.due_on, f.working_days, f.is_undated
    from complaints as c join case_days as f on f.row_key = c.row_key
),
ranks as (select max(rank) as last_rank, max(day) as last_day from calendar),
groups as (
    select distinct by_value from complaints
    union select null::varchar as by_value where not exists (select 1 from complaints)
),
spans as (
    select g.by_value, w.w, w.start_on, w.end_on, a.rank as end_rank
    from windows as w cross join groups as g cross join ranks as k
    left join calendar as a on a.day = least(w.end_on, k.last_day)
)
"""
