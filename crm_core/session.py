"""What the commands of the command line share: the workspace they are about, the person's language, how they end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from getpass import getuser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer

from crm_core import log, settings, work
from crm_core.engine import Connection, connect
from crm_core.engine.connection import Noting
from crm_core.errors import CrmError, WrongChoice
from crm_core.store.workspace import DEFAULT_FOLDER, Workspace
from crm_core.usage import Command, Group

app = typer.Typer(cls=Group, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _no_clock() -> datetime:
    return datetime.min.replace(tzinfo=UTC)


@dataclass
class Session:
    """`clock` is the only one of the commands; whoever starts them sets it."""

    folder: Path = DEFAULT_FOLDER
    language: str = "en"
    clock: Callable[[], datetime] = _no_clock

    @property
    def workspace(self) -> Workspace:
        return Workspace.existing(self.folder)

    @property
    def made(self) -> Workspace:
        """The workspace, made if there is none: for what brings data."""
        return Workspace.open(self.folder)

    @property
    def looked_at(self) -> Workspace:
        """The workspace, and none made where there is none: for what reads a file by what is remembered of others."""
        return Workspace(self.folder)

    def connection(self) -> Connection:
        made = connect(self.workspace, settings.load(self.folder))
        made.noting = Noting(getuser(), self.clock)
        return made

    def today(self) -> date:
        return self.clock().astimezone(ZoneInfo(settings.load(self.folder).firm.time_zone)).date()


session = Session()


def command(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A command whose CrmErrors are said in the person's language, on the error stream, with the exit code of the kind of problem."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> None:
            try:
                function(*args, **kwargs)
            except CrmError as problem:
                log.event("refused", problem=problem, command=name)
                typer.echo(problem.say(session.language), err=True)
                raise typer.Exit(exit_code(problem)) from problem

        return app.command(name, cls=Command)(run)

    return register


def exit_code(problem: CrmError) -> int:
    """That of the kind of problem; what is stopped ends as a shell expects it of Ctrl-C."""
    return 130 if isinstance(problem, work.Stopped) else 2 if isinstance(problem, WrongChoice) else 1
