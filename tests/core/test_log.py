"""The log says what happened and where, and nothing of anybody."""

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_core import log
from crm_core.errors import FileProblem, WorkspaceProblem
from crm_core.i18n import N_

SECRET = "zoe.quintard@exemple.fr"
Read = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Read]:
    """The lines written so far, parsed; nothing of SECRET may be in them."""
    stream, before = io.StringIO(), logging.root.handlers[:]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log.Lines())
    handler.addFilter(log._wanted)
    logging.root.addHandler(handler)
    log.LOG.setLevel(logging.DEBUG)

    def read() -> list[dict[str, Any]]:
        assert SECRET not in stream.getvalue()
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield read
    read()
    logging.root.handlers[:] = before


def fail(problem: BaseException) -> BaseException:
    """The problem with the traceback of one that was raised."""
    with pytest.raises(type(problem)) as raised:
        raise problem
    return raised.value


def test_an_event_is_one_line_with_its_facts(lines: Read) -> None:
    log.event("import", version=3, seconds=1.5, table=None)
    (line,) = lines()
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "info", "event": "import", "version": 3, "seconds": 1.5}


def test_an_exception_is_its_type_and_its_place(lines: Read) -> None:
    log.event("error", level=logging.ERROR, problem=fail(ValueError(f"cannot read {SECRET}")), reference="A1B2C3")
    (line,) = lines()
    assert (line["error"], line["reference"], line["level"]) == ("ValueError", "A1B2C3", "error")
    assert line["trace"][-1].startswith("tests/core/test_log.py:")
    assert line["trace"][-1].endswith(" fail")


def test_the_text_of_a_problem_is_the_catalogues_without_its_values(lines: Read) -> None:
    problem = FileProblem(N_("Line {line} of “{name}” holds {value}."), line=3, name=f"{SECRET}.csv", value=SECRET)
    log.event("refused", problem=problem)
    (line,) = lines()
    assert line["said"] == "Line {line} of “{name}” holds {value}."
    assert line["error"] == "crm_core.errors.FileProblem"


def test_causes_are_told_too_and_say_as_little(lines: Read) -> None:
    problem = WorkspaceProblem("It cannot be read.")
    problem.__cause__ = fail(OSError(28, SECRET, SECRET))
    problem.__cause__.__context__ = fail(KeyError(SECRET))
    problem.__cause__.add_note(SECRET)
    log.event("error", problem=problem)
    cause = lines()[0]["cause"]
    assert (cause["error"], cause["errno"], cause["cause"]["error"]) == ("OSError", "ENOSPC", "KeyError")


def test_what_libraries_say_keeps_its_template_only(lines: Read) -> None:
    library = logging.getLogger("somewhere.deep")
    library.setLevel(logging.DEBUG)
    library.warning("Rejecting the connection of %s", SECRET)
    library.warning(f"made of its values: {SECRET}")
    library.error("failed", exc_info=fail(RuntimeError(SECRET)))
    library.info("not a warning: %s", SECRET)
    template, made, failed = lines()
    assert (template["message"], template["logger"]) == ("Rejecting the connection of %s", "somewhere.deep")
    assert "message" not in made
    assert made["where"].startswith("test_log.py:")
    assert failed["error"] == "RuntimeError"


def test_the_level_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for asked, given in (("debug", logging.DEBUG), ("Error", logging.ERROR), ("", logging.INFO), ("all", logging.INFO)):
        monkeypatch.setenv(log.LEVEL, asked)
        assert log.level() == given


def test_a_thread_that_dies_says_nothing_of_its_values() -> None:
    script = f"""
import threading
from crm_core.log import to_stderr
to_stderr()
def die(): raise ValueError("{SECRET}")
one = threading.Thread(target=die); one.start(); one.join()
class Bad:
    def __del__(self): raise ValueError("{SECRET}")
Bad()
raise ValueError("{SECRET}")
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert SECRET not in ended.stderr
    assert [json.loads(line)["event"] for line in ended.stderr.splitlines()] == ["crash"] * 3


FILE = "customer_id;last_name;email;birth_date\nC1;Quintard;zoe.quintard@exemple.fr;12/05/1980\nC2;Quintard;zoe.quintard@;99/99/1980\n"


def run(folder: Path, *words: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the events of a command; what it says to the person who runs it is no event."""
    command = [sys.executable, "-m", "crm_core", "--workspace", str(folder / "workspace"), *words]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ, log.LEVEL: "debug"})
    written = [line for line in ended.stderr.splitlines() if line.startswith("{")]
    assert not [line for line in written if "uintard" in line]
    return ended.returncode, [json.loads(line) for line in written]


def test_an_import_tells_its_counts_and_nobody(tmp_path: Path) -> None:
    named, hopeless = tmp_path / "quintard.csv", tmp_path / "quintard_bad.csv"
    named.write_text(FILE, encoding="utf-8")
    hopeless.write_text("transaction_id;customer_id;date;amount\nT1;Quintard;Quintard;Quintard\n", encoding="utf-8")
    code, told = run(tmp_path, "import", str(named))
    assert code == 0
    assert [one["event"] for one in told] == ["version", "figures prepared", "import"]
    counts = {name: told[-1][name] for name in ("version", "files", "tables", "read", "loaded", "rejected")}
    assert counts == {"version": 1, "files": 1, "tables": "customers", "read": 2, "loaded": 2, "rejected": 0}
    code, told = run(tmp_path, "import", str(hopeless), "--table", "transactions")
    assert code == 1
    assert [(one["event"], one["command"]) for one in told] == [("refused", "import")]
    assert [one["event"] for one in run(tmp_path, "undo")[1]] == ["version", "figures prepared"]
