"""What the satisfaction indicators share: answers with the bounds of their scale, and one row a window and value of the breakdown.

`ANSWERS` opens a statement with the steps `answers` (by_value, date, ck, csat, scale, lowest … dissatisfied_to) and `spans`
(by_value, w, start_on, end_on). An answer without a scale takes the narrowest one that holds all answers without a scale; a score
outside its scale is no answer.
"""

ANSWERS = """
with scales as (
    select * from (values
        ('1-5', 1, 5, 4, 5, 2), ('1-7', 1, 7, 6, 7, 3), ('1-10', 1, 10, 8, 9, 4), ('0-10', 0, 10, 8, 9, 4), ('0-20', 0, 20, 16, 18, 8)
    ) as known(scale, lowest, highest, satisfied_from, very_satisfied_from, dissatisfied_to)
),
guess as (
    select case when max(csat) <= 5 then '1-5' when max(csat) <= 7 then '1-7' when max(csat) > 10 then '0-20' when min(csat) < 1 then '0-10' else '1-10' end as scale
    from all_surveys where csat is not null and csat_scale is null
),
rated as (
    select s.by_value, s.date, s.ck, s.csat, coalesce(s.csat_scale, g.scale) as scale
    from surveys as s cross join guess as g where s.csat is not null
),
answers as (
    select r.*, k.satisfied_from, k.very_satisfied_from, k.dissatisfied_to
    from rated as r left join scales as k on k.scale = r.scale
    where k.scale is null or r.csat between k.lowest and k.highest
),
groups as (
    select distinct by_value from surveys
    union select null::varchar as by_value where not exists (select 1 from surveys)
),
spans as (select g.by_value, w.w, w.start_on, w.end_on from windows as w cross join groups as g)
"""
