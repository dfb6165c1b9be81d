"""Questions to the serving file: the connection, the scope of a question, and `query`."""

from crm_core.engine.connection import Connection, Place, asked, connect
from crm_core.engine.memory import Memory
from crm_core.engine.query import query
from crm_core.engine.scope import Scope

__all__ = ["Connection", "Memory", "Place", "Scope", "asked", "connect", "query"]
