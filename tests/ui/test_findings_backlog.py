"""What is said of the open complaints."""

import polars as pl
import pytest

from crm_ui.findings import backlog

H = "\u00a0"


def test_late() -> None:
    assert backlog.late(58, 31, "fr") == "31 dossiers ont dépassé leur échéance"
    assert backlog.late(4, 0, "fr") == "Aucun dossier ouvert n’est en retard"
    assert backlog.late(0, 0, "en") == "No case is open"


@pytest.mark.parametrize(
    ("net", "french", "english"),
    [
        ([1, -1], "Autant de dossiers clos que reçus", "As many cases were closed as came in"),
        ([3, -2], "1 dossier reçu de plus que de dossiers clos", "1 more case came in than was closed"),
        ([-9, 1, 0], "8 dossiers clos de plus que de dossiers reçus", "8 more cases were closed than came in"),
        (
            [-1, 2, 2, 1],
            f"4 dossiers reçus de plus que de dossiers clos{H}; le stock monte chaque semaine depuis 3 semaines",
            "4 more cases came in than were closed; more every week for the last 3",
        ),
        (
            [1000, 1000, -1, -2, -1],
            f"1\u202f996 dossiers reçus de plus que de dossiers clos{H}; le stock baisse chaque semaine depuis 3 semaines",
            "1,996 more cases came in than were closed; fewer every week for the last 3",
        ),
        ([2, 2, 2], "6 dossiers reçus de plus que de dossiers clos", "6 more cases came in than were closed"),
    ],
)
def test_flow(net: list[int], french: str, english: str) -> None:
    rows = pl.DataFrame({"net": net})
    assert (backlog.flow(rows, "fr"), backlog.flow(rows, "en")) == (french, english)


def by_stage(*open_cases: int) -> pl.DataFrame:
    return pl.DataFrame({"stage": ["collected", "registered", "handled"], "open": open_cases, "late": [0, 0, 0]})


def test_stages() -> None:
    assert backlog.stages(by_stage(1, 30, 26), "fr") == "31 dossiers ouverts sur 57 attendent une première réponse"
    assert backlog.stages(by_stage(0, 1, 1), "en") == "1 of 2 open cases waits for a first answer"
    assert backlog.stages(by_stage(9, 0, 0), "fr") == "Aucune étape après la réception n’est connue pour les dossiers ouverts"
    assert backlog.stages(by_stage(0, 0, 4), "fr") == "Chaque dossier ouvert a eu une première réponse"


def by_owner(**late: int) -> pl.DataFrame:
    rest = [name == "Autres" for name in late]
    return pl.DataFrame({"name": list(late), "open": [n + 1 for n in late.values()], "late": list(late.values()), "is_rest": rest})


def test_owners() -> None:
    assert backlog.owners(by_owner(Blanc=9, Noir=2, Autres=20), "fr") == f"Le plus de retards{H}: Blanc, 9 sur 31"
    assert backlog.owners(by_owner(Blanc=2, Noir=2), "en") == "Late cases are spread over several people in charge"
    assert backlog.owners(by_owner(Blanc=0), "fr") == "Aucun dossier ouvert n’est en retard"
