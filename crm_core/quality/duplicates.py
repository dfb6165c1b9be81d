"""Which records may be the same person or firm? Candidates by many keys at once, then points for what agrees and against what contradicts.

The statement reads the list `given_names` (REFERENCES) and is made of steps: `people` (the fields of `customers`, cleaned), `pairs` (two records that share two keys, or one of the `STRONG` ones, among keys that at most `MOST` records have),
`points` (one column of whole points a comparison) and `judged` (their sum, what agrees, what contradicts).
"""

from collections.abc import Sequence

MOST = 100


def letters(text: str) -> str:
    """The letters of a field, small and without accents; null when there are none."""
    return f"nullif(regexp_replace(lower(strip_accents({text})), '[^a-z]+', '', 'g'), '')"


def street(text: str) -> str:
    """The letters of an address without the words that stand in most addresses."""
    return f"nullif(regexp_replace(lower(strip_accents({text})), '{WAYS}|[^a-z]+', '', 'g'), '')"


def sounds(letters_of: str) -> str:
    """How a French name sounds, roughly: Dupont and Dupond, Lefebvre and Lefèvre, Philippe and Filip have one key."""
    key = letters_of
    for pattern, sound in SOUNDS:
        key = f"regexp_replace({key}, '{pattern}', '{sound}', 'g')"
    return key


# What is written → how it sounds, one after the other, on small letters without accents.
SOUNDS = (
    ("ph", "f"), ("sch|sh|ch", "9"), ("qu|q|ck", "k"), ("c([eiy])", "s\\1"), ("c", "k"), ("gu([eiy])", "g\\1"), ("g([eiy])", "j\\1"), ("h", ""),
    ("y", "i"), ("w|bv", "v"), ("z", "s"), ("eau|au", "o"), ("ain|ein|aim|in|im|un", "1"), ("an|en|am|em", "2"), ("on|om", "3"),
    ("ai|ei|e", "e"), *((f"{letter}{letter}+", letter) for letter in "lntsmrpfbdgkei"), ("(.)[estdxp]+$", "\\1"),
)  # fmt: skip
# Legal forms say nothing of which firm it is.
FORMS = r"\b(sarl|sas|sasu|sa|eurl|sci|scop|snc|ets|etablissements|societe|ste|cie|compagnie|groupe|association|asso)\b"

# Nor do the words for a way: "rue de la Paix" and "avenue de la Gare" are not alike.
WAYS = (
    r"\b(rue|avenue|av|ave|boulevard|bd|bld|place|pl|chemin|che|ch|route|rte|impasse|imp|allees?|all|quai|cours|square|sq|residence|res|lotissement|lot|hameau|lieu.dit|"
    r"street|st|road|rd|crescent|close|drive|court|circuit|de|du|des|la|le|les|bis|ter)\b"
)


# Sounds are worked out once a name, towns once each, and namesakes counted once a pair of names, not once a record.
PEOPLE = f"""
towns as materialized (select written, {letters("written")} as town from (select distinct city as written from cleaned)),
names as (select last as name from cleaned union select first from cleaned),
sounds as materialized (select name, {sounds("name")} as sound from names where name is not null),
named as (
    select least(last, first) as one, greatest(last, first) as other, count(*) as namesakes
    from cleaned where last is not null and first is not null group by all
),
people as materialized (
    select c.* exclude (city), t.town, l.sound as last_sound, f.sound as first_sound, coalesce(g.lists, 0) as given, n.namesakes, split_part(email, '@', 1) as mailbox, regexp_replace(mailbox, '[^0-9]+', '', 'g') as digits
    from cleaned as c
    left join towns as t on t.written = c.city
    left join given_names as g on g.name = c.first
    left join sounds as l on l.name = c.last
    left join sounds as f on f.name = c.first
    left join named as n on n.one = least(c.last, c.first) and n.other = greatest(c.last, c.first) and c.last is not null and c.first is not null
)"""


def people(source: str, known: str) -> str:
    """The records of `source` that are `known`, their fields cleaned."""
    return f"""
with cleaned as materialized (
    select ck, customer_id,
        {letters("last_name")} as last, {letters("first_name")} as first,
        nullif(regexp_replace(regexp_replace(lower(strip_accents(company_name)), '{FORMS}', '', 'g'), '[^a-z0-9]+', '', 'g'), '') as firm,
        strftime(birth_date, '%Y%m%d') as born,
        nullif(lower(trim(email)), '') as email,
        nullif(right(regexp_replace(phone, '[^0-9]+', '', 'g'), 9), '') as phone, nullif(right(regexp_replace(mobile, '[^0-9]+', '', 'g'), 9), '') as mobile,
        nullif(regexp_replace(siret, '[^0-9]+', '', 'g'), '') as siret,
        nullif(regexp_extract(address_1, '[0-9]+'), '') as number,
        {street("address_1")} as street, {letters("address_2")} as more,
        nullif(trim(postal_code), '') as postal, city
    from {source} where {known}
),{PEOPLE}"""


# A record is found by any of these: what two records of one person nearly always still share, one fault or another apart. The first part says which key it is.
# What would be the same key twice for one record is left out the second time.
OTHER_FIRST = "nullif(left(first, 3), left(last, 3))"
# Enough alone: e-mail, mailbox, phone, SIREN, firm, and names with a birth or a town.
STRONG = (
    ("e", "email"), ("m", "mailbox"), ("p", "phone"), ("p", "nullif(mobile, phone)"), ("s", "left(siret, 9)"), ("c", "firm"),
    ("b", "born", "left(last_sound, 1)"), ("b", "born", "nullif(left(first_sound, 1), left(last_sound, 1))"), ("z", "born", "postal"),
    ("h", "last_sound", "left(first, 1)", "postal"), ("t", "last", "town"), ("t", "nullif(first, last)", "town"),
    ("d", "last", "left(first, 1)", "left(born, 4)"), ("d", "nullif(first, last)", "left(last, 1)", "left(born, 4)"),
)  # fmt: skip
WEAK = (
    ("n", "least(last_sound, first_sound)", "greatest(last_sound, first_sound)"),
    ("y", "left(last, 3)", "left(first, 3)", "left(born, 4)"), ("y", OTHER_FIRST, "left(last, 3)", "left(born, 4)"),
    ("y", "left(last, 3)", "left(first, 3)", "left(postal, 2)"), ("y", OTHER_FIRST, "left(last, 3)", "left(postal, 2)"),
    ("l", "left(last, 4)", "postal"), ("l", "nullif(left(first, 4), left(last, 4))", "postal"),
    ("f", "last", "right(born, 4)"), ("f", "nullif(first, last)", "right(born, 4)"),
    ("a", "number", "left(street, 7)", "left(postal, 1)"), ("g", "number", "left(street, 7)", "left(born, 4)"),
    ("r", "left(street, 8)", "right(street, 2)", "postal"), ("k", "number", "postal"), ("w", "more", "number"), ("x", "more", "postal"),
)  # fmt: skip


def key(name: str, parts: Sequence[str], last_bit: str) -> str:
    """A number made of all parts of a key, its last bit set as said; null where a part is missing."""
    return f"case when {' and '.join(f'{part} is not null' for part in parts)} then hash('{name}', {', '.join(parts)}) {last_bit} end"


KEYS = ", ".join(
    [*(key(name, parts, "| 1::ubigint") for name, *parts in STRONG), *(key(name, parts, "& ~1::ubigint") for name, *parts in WEAK)]
)


def pairs(between: str = "b.ck > a.ck", held: str = "true") -> str:
    """Two records that share keys. `between` says which of the two may make a pair, `held` which keys are worth looking at.

    Keys are told apart by a number made of their parts, whose last bit says whether the key is enough alone.
    Two keys with one number (about one among twenty million) would add a pair to compare, no more.
    """
    return f""",
keyed as (
    select ck, key from (select ck, unnest([{KEYS}]) as key from people) where key is not null
),
shared as (select key from keyed group by key having count(*) between 2 and {MOST} and {held}),
candidates as (select k.key, k.ck from keyed as k semi join shared as s on s.key = k.key),
pairs as (
    select a.ck as a, b.ck as b
    from candidates as a join candidates as b on b.key = a.key and {between}
    group by a.ck, b.ck
    having count(*) > 1 or bool_or(a.key & 1 = 1)
)"""


def alike(one: str, sound: str = "") -> str:
    """How alike a field of both records is written, 0 to 1; names of one `sound` at least 0.9. What is the same is not measured."""
    measured = f"jaro_winkler_similarity(x.{one}, y.{one})"
    sounding = f"when x.{sound} = y.{sound} then greatest({measured}, 0.9) " if sound else ""
    return f"case when x.{one} = y.{one} then 1 {sounding}else {measured} end"


# Edits between two dates (0, 1, 2, more) and two postal codes (0, 1, more). To count them is dear: what is the same, or differs in too many places, is told first.
DAYS = "case when x.born = y.born then 0 when hamming(x.born, y.born) > 4 then 3 else damerau_levenshtein(x.born, y.born) end"
POSTALS = (
    "case when x.postal = y.postal then 0 when strlen(x.postal) = strlen(y.postal) and hamming(x.postal, y.postal) > 2 then 2 "
    "else damerau_levenshtein(x.postal, y.postal) end"
)
COMPARED = f""",
compared as (
    select x.ck as a, y.ck as b, x.customer_id as left_id, y.customer_id as right_id,
        x.last as last_a, y.last as last_b, x.first as first_a, y.first as first_b,
        {alike("last", "last_sound")} as lasts, {alike("first", "first_sound")} as firsts,
        jaro_winkler_similarity(x.last, y.first) as last_first, jaro_winkler_similarity(x.first, y.last) as first_last,
        x.first <> y.first and x.given > 0 and y.given > 0 and (x.given & y.given = 0 or x.first_sound <> y.first_sound) as two_given,
        {alike("firm")} as firms,
        {DAYS} as days,
        x.email = y.email as same_email, x.mailbox = y.mailbox as same_mailbox, x.digits <> '' as is_numbered,
        x.digits = y.digits as same_digits, least(x.namesakes, y.namesakes) > 6 as is_common, {alike("email")} as emails,
        coalesce(x.phone in (y.phone, y.mobile), false) or coalesce(x.mobile in (y.phone, y.mobile), false) as same_phone,
        x.siret = y.siret as same_siret, left(x.siret, 9) = left(y.siret, 9) as same_siren,
        x.number = y.number as same_number, {alike("street")} as streets, {alike("more")} as mores,
        {POSTALS} as postals,
        {alike("town")} as towns
    from pairs as p join people as x on x.ck = p.a join people as y on y.ck = p.b
)"""

POINTS = """,
points as (
    select a, b, left_id, right_id,
        greatest(
            case when last_a = last_b then 4 when lasts >= 0.9 then 3 when lasts >= 0.8 then 1 when lasts < 0.7 then -3 when lasts is not null then -2 else 0 end
            + case
                when first_a = first_b then 3
                when least(length(first_a), length(first_b)) = 1 then case when left(first_a, 1) = left(first_b, 1) then 1 else -3 end
                when firsts >= 0.9 then 2 when firsts >= 0.87 then 1 when firsts < 0.65 then -3 when firsts is not null then -1 else 0
            end,
            case when last_first >= 0.9 and first_last >= 0.9 then 6 when last_first >= 0.8 and first_last >= 0.8 then 4 when last_first >= 0.9 and first_last is null then 2
                when first_last >= 0.9 and last_first is null then 2 else -9 end
        ) as name,
        case when firms = 1 then 5 when firms >= 0.93 then 3 when firms >= 0.85 then 1 when firms is not null then -4 else 0 end as firm,
        case when days = 0 then 6 when days = 1 then 3 when days = 2 then 1 when days is not null then -4 else 0 end as birth,
        case when same_email then 7 when same_mailbox then case when is_numbered then 5 else 3 end when emails >= 0.92 and same_digits then 4 when emails >= 0.85 and same_digits then 2 when emails >= 0.85 then 0
            when emails is not null then -1 else 0 end as email,
        coalesce(same_email or (same_mailbox and is_numbered), false) as same_box,
        case when is_common and coalesce(last_a = last_b, false) then -2 else 0 end as common,
        case when same_phone then 5 else 0 end as phone,
        case when same_siret then 9 when same_siren then 1 when same_siren is not null then -6 else 0 end as siret,
        case when streets >= 0.9 and same_number then 4 when streets >= 0.9 then 2 when streets >= 0.8 then 1 when streets is null or same_number then 0 else -1 end
            + case when mores >= 0.9 then 2 else 0 end as address,
        case when postals = 0 then 2 when postals = 1 then 1 when postals is not null then -1 else 0 end
            + case when towns >= 0.9 then 1 when towns is not null then -1 else 0 end as town,
        coalesce(case when least(length(first_a), length(first_b)) = 1 then left(first_a, 1) <> left(first_b, 1) else firsts < 0.8 end and first_last < 0.9, false) as other_first,
        coalesce(firsts >= 0.9 and least(length(first_a), length(first_b)) > 1, false) or coalesce(last_first >= 0.9 and first_last >= 0.9, false) as same_first,
        coalesce(days > 2, false) as other_birth, coalesce(not same_siret, false) as other_siret, coalesce(firms < 0.85, false) as other_firm,
        coalesce(lasts >= 0.9, false) as same_last, coalesce(two_given and lasts >= 0.9, false) as other_given
    from compared
),
guarded as (
    select *, case when (other_first or other_given) and same_last and birth <= 0 and not same_box then -(greatest(address, 0) + greatest(town, 0) + phone) else 0 end as household from points
)"""

JUDGED = """,
judged as (
    select *, name + firm + birth + email + phone + siret + address + town + common + household as score,
        birth >= 3 or same_box or phone > 0 or siret >= 9 or address >= 4 as agrees,
        name + firm > 0 or birth >= 3 or same_box or siret > 0 or (name >= 0 and (phone > 0 or address > 4)) as is_named,
        same_first or birth >= 6 or same_box or firm >= 3 or siret >= 9 as is_person,
        other_first or other_given or other_birth or other_siret or other_firm as contradicts
    from guarded
)"""

PARTS = ("name", "firm", "birth", "email", "phone", "siret", "address", "town", "common", "household")
SURE, REVIEW = 9, 5
ZONE = f"case when score >= {SURE} and agrees and is_person and not contradicts then 'sure' else 'review' end"
PART_POINTS = ", ".join(f"case when {part} <> 0 then '{part} ' || printf('%+d', {part}) end" for part in PARTS)
REASONS = f"concat_ws('; ', {PART_POINTS})"
# All pairs of the base that may be one person or firm: whom a question is about is chosen afterwards, so that they are found once for the records as they are.
LIKELY_PAIRS = (
    people("all_customers", "not is_stub")
    + pairs()
    + COMPARED
    + POINTS
    + JUDGED
    + f"""
select left_id, right_id, score::bigint as score, {ZONE} as zone, {REASONS} as reasons from judged where score >= {REVIEW} and is_named
order by left_id, right_id
"""
)
FIELDS = (
    "last_name",
    "first_name",
    "company_name",
    "birth_date",
    "email",
    "phone",
    "mobile",
    "siret",
    "address_1",
    "address_2",
    "postal_code",
    "city",
)
# The records of a file have negative keys beside those of the base: each is compared with the base alone, and its best likeness is told.
FILE_AGAINST_BASE = (
    people("customers", "known_from <= $as_of and not is_stub")
    + pairs("a.ck < 0 and b.ck > 0", "count(*) filter (where ck < 0) > 0")
    + COMPARED
    + POINTS
    + JUDGED
    + f"""
select (-a)::bigint as line, right_id as customer_id, score::bigint as score, {ZONE} as zone, {REASONS} as reasons, (count(*) over (partition by a))::bigint as alike
from judged where score >= {REVIEW} and is_named
qualify row_number() over (partition by a order by {ZONE} desc, score desc, right_id) = 1
order by line
"""
)
