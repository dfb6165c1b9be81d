"""`python -m crm_core.models`: one fit for another process of ours, which writes the job to its input and reads the answer from its output."""

import os
import sys

import crm_core.indicators  # noqa: F401 — declares the relations that fits read
from crm_core.models.apart import work

if __name__ == "__main__":
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    with told:
        work(sys.stdin.buffer, told)
