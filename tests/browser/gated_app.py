"""The app, whose indicators wait at a gate: as long as a test holds the file named by GATE locked, none of them answers."""

import os
from fcntl import LOCK_SH, LOCK_UN, flock
from pathlib import Path

import streamlit as st

from crm_core.engine import Connection, Scope
from crm_core.indicators.registry import REGISTRY, Compute
from crm_ui import cache
from crm_ui.errors import show
from crm_ui.server import lifespan, middleware, routes

timed = cache._timed


def held(name: str, compute: Compute, con: Connection, scope: Scope):
    def after_the_gate(con: Connection, scope: Scope):
        with Path(os.environ["GATE"]).open() as gate:
            flock(gate, LOCK_SH)
            flock(gate, LOCK_UN)
        return compute(con, scope)

    return timed(name, after_the_gate if name in REGISTRY else compute, con, scope)


cache._timed = held
app = st.App(str(cache.ROOT / "crm_ui" / "frame.py"), lifespan=lifespan, middleware=middleware, routes=routes, on_script_error=show)
