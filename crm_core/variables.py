"""The variables of the environment that an installation may want to set, for the documentation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """What holds when it is not set, as it is said, and what it does."""

    default: str
    note: str


VARIABLES = {
    "CRM_WORKSPACE": Variable("data/workspaces/demo", "Folder of the workspace that everyone sees, and that the command line works on"),
    "CRM_SCREEN_TOKEN": Variable(
        "none", "What the address of an office screen must give as `token`; without it whoever reaches the server sees the screens"
    ),
    "CRM_LOG_LEVEL": Variable(
        "info", "The least important events of the log: debug, info, warning or error; the command line writes its log when this is set"
    ),
    "CRM_ASK_AHEAD": Variable(
        "on",
        "off: the usual questions of a new version are asked, and its models fitted, only when a reader comes; spares the processor of a small machine, and the first reader waits",
    ),
    "TMPDIR": Variable("the system's", "Where imports keep what they work on, up to three times the file: on a disk"),
    "STREAMLIT_SERVER_PORT": Variable("8501", "Port of the server"),
    "STREAMLIT_SERVER_ADDRESS": Variable("all", "Address on which it listens: 127.0.0.1 behind a proxy"),
    "STREAMLIT_SERVER_ALLOWED_HOSTS": Variable("any", "Names under which the server gives pages, separated by spaces"),
    "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": Variable(
        "900", "Seconds for which the session of a reader who lost the connection is kept, with its trial"
    ),
    "STREAMLIT_BROWSER_SERVER_ADDRESS": Variable("localhost", "The name under which readers know the server"),
}
