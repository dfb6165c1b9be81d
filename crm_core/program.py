"""Which program this is, down to its last line: what one keeps another does not read."""

import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import version

from crm_core.log import ROOT

LIBRARIES = ("duckdb", "numpy", "polars", "scikit-learn", "scipy")
PARTS = ("crm_core/**/*.py", "crm_core/**/*.sql", "crm_ui/**/*.py", "locale/**/*.po")


@cache
def program() -> str:
    """Changes with the code, its words, and the libraries that it computes with."""
    digest = sha256(repr((sys.version_info[:3], [version(one) for one in LIBRARIES])).encode())
    for path in sorted(path for part in PARTS for path in ROOT.glob(part)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
