"""Movements on the scoring page: who changed RFM segment since the period before."""

from crm_core.engine import Scope
from crm_ui import rfm_moves, states
from crm_ui.scoring_data import Answers


def view(scope: Scope, _now: Answers) -> None:
    with states.block():
        rfm_moves.section(scope)
