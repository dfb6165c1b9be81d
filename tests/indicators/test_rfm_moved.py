from crm_core.indicators.rfm_migration import rfm_migration
from crm_core.indicators.rfm_moved import rfm_moved
from tests.indicators.test_rfm_migration import ROWS, RULES, SCOPE
from tests.support import connection


def test_those_who_changed_the_largest_loss_first(tmp_path):
    con = connection(tmp_path, RULES, transactions=ROWS)
    got = rfm_moved(con, SCOPE)
    assert got.rows() == [
        ("goes", "promising", None, None, None, 30.0, None),
        ("sleeps", "new", "about_to_sleep", 1, 80, 20.0, 5.0),
        ("dozes", "new", "about_to_sleep", 1, 85, 1.0, 2.0),
        ("comes", None, "new", 1, 5, None, 40.0),
    ]
    pairs = {(a, b): n for a, b, n, _before, _now in rfm_migration(con, SCOPE).iter_rows() if a != b}
    assert got.group_by("from", "to").len().sort("len", "from")["len"].sum() == sum(pairs.values()) == 4
