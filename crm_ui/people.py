"""Who looks at the pages, as versions remember it, and in which session."""

from getpass import getuser

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def person() -> str:
    """The signed-in person's e-mail address or name; without sign-in, the account that runs the server."""
    user = st.user.to_dict()
    return str(user.get("email") or user.get("name") or getuser())


def session() -> str:
    """The session of the page that runs; "" outside of one."""
    context = get_script_run_ctx()
    return context.session_id if context else ""
