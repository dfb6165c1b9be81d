"""The server: `streamlit run app.py --server.port 8501`, with the workspace in CRM_WORKSPACE (default data/workspaces/demo)."""

import streamlit as st

from crm_ui.errors import show
from crm_ui.log import take_over
from crm_ui.server import lifespan, middleware, routes

take_over()
app = st.App("crm_ui/frame.py", lifespan=lifespan, middleware=middleware, routes=routes, on_script_error=show)

if __name__ == "__main__":
    app.run()
