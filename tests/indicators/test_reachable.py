from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.reachable import reachable
from tests.support import connection

AS_OF = date(2026, 12, 31)
KNOWN = {"first_known_on": date(2025, 1, 1), "last_name": "x"}
HOME = {"address_1": "1 rue A", "postal_code": "59000", "city": "Lille", "postal_code_ok": True}
YES = {"consent_mail": True, "consent_email": True, "consent_phone": True, "consent_sms": True}
PEOPLE = [
    {"customer_id": "all", "email": "a@b.fr", "email_ok": True, "mobile": "0612345678", "mobile_ok": True, **HOME, **YES},
    {"customer_id": "none", **YES},  # nothing to write to
    {"customer_id": "wrong", "email": "a@", "email_ok": False, "phone": "12", "phone_ok": False, **HOME, "postal_code_ok": False, **YES},
    {"customer_id": "back", "email": "c@d.fr", "email_ok": True, "phone": "0320", "phone_ok": True, **HOME, "undeliverable_on": date(2026, 5, 1), **YES},
    {"customer_id": "asked", "email": "e@f.fr", "email_ok": True, "mobile": "0611111111", "mobile_ok": True, **HOME, "consent_mail": False, "consent_email": True,
     "consent_email_on": date(2026, 1, 1), "consent_sms": True, "consent_sms_on": date(2027, 1, 1)},
    {"customer_id": "later", "first_known_on": date(2027, 1, 1), "email": "g@h.fr", **YES},  # not known yet
]  # fmt: skip
CONTACTS = [
    {"customer_id": "back", "date": date(2026, 6, 1), "channel": "email", "direction": "outbound", "outcome": "bounced"},
    {"customer_id": "back", "date": date(2026, 7, 1), "channel": "email", "direction": "inbound", "outcome": "answered"},
    {"customer_id": "asked", "date": date(2026, 6, 1), "channel": "email", "direction": "outbound", "outcome": "unsubscribed"},
    {"customer_id": "all", "date": date(2026, 5, 1), "channel": "email", "direction": "outbound", "outcome": "bounced"},
    {
        "customer_id": "all",
        "date": date(2026, 6, 1),
        "channel": "email",
        "direction": "outbound",
        "outcome": "opened",
    },  # the last one arrived
]


def base(tmp_path):
    return connection(tmp_path, customers=[{**KNOWN, **one} for one in PEOPLE], interactions=CONTACTS)


def test_each_channel_and_why_not_the_others(tmp_path):
    got = reachable(base(tmp_path), Scope.to(AS_OF)).drop("low", "high")
    expected = pl.DataFrame(
        {
            "channel": ["mail", "email", "phone", "sms", "any"],
            "customers": [5] * 5,
            "reachable": [1, 1, 2, 1, 2],
            "reachable_share": [0.2, 0.2, 0.4, 0.2, 0.4],
            "missing": [1, 1, 1, 3, None],
            "invalid": [1, 1, 1, 0, None],
            "returned": [1, 1, 0, 0, None],
            "not_asked": [0, 0, 1, 1, None],
            "refused": [1, 1, 0, 0, None],
            "n": [5] * 5,
        }
    )
    assert_frame_equal(got, expected)


def test_what_came_later_is_not_known_yet(tmp_path):
    """In April nothing had come back and nobody had unsubscribed."""
    got = reachable(base(tmp_path), Scope.to(date(2026, 4, 30)))
    assert got.filter(pl.col("channel").is_in(["mail", "email"])).select("reachable", "returned", "refused").rows() == [
        (2, 0, 1),
        (3, 0, 0),
    ]


def test_reasons_and_reachable_add_up_by_any_field(tmp_path):
    got = reachable(base(tmp_path), Scope.to(AS_OF).broken_by("city")).filter(pl.col("channel") != "any")
    assert got.height == 8
    parts = got.select("reachable", "missing", "invalid", "returned", "not_asked", "refused").sum_horizontal()
    assert parts.to_list() == got["customers"].to_list()
