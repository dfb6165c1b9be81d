"""Who looks at the pages, as versions remember it."""

from getpass import getuser

import streamlit as st


def person() -> str:
    """The signed-in person's e-mail address or name; without sign-in, the account that runs the server."""
    user = st.user.to_dict()
    return str(user.get("email") or user.get("name") or getuser())
