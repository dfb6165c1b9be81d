"""The command line: the same import, indicators and versions as the pages.

Exit code 0: done · 1: a problem in the data, said · 2: wrong use · 130: told to stop.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from getpass import getuser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

import duckdb
import polars as pl
import typer

from crm_core import indicators, log, work
from crm_core.asking import by_month, compared, day, pair, scope_of, thresholds
from crm_core.engine import Connection, asked
from crm_core.engine.fields import check_values
from crm_core.errors import WrongChoice
from crm_core.i18n import LANGUAGES, N_, say
from crm_core.output import Format, plain, write, write_text
from crm_core.session import app, command, session
from crm_core.store.workspace import DEFAULT_FOLDER, versions_frame
from crm_core.usage import ONE_OF, Speaking

WHERE = (
    "Keep these rows; repeat a field for several values. A field of purchases (channel=web) keeps the customers who bought so at least once "
    "until the last day; surveys.channel=web, complaints.channel=web ask for the event's own"
)


@app.callback()
def main(
    workspace: Annotated[Path, typer.Option(envvar="CRM_WORKSPACE", help="Folder of the workspace")] = DEFAULT_FOLDER,
    lang: Annotated[str, typer.Option(help="fr or en")] = "",
) -> None:
    """Import files, ask indicators, look at versions."""
    if lang and lang not in LANGUAGES:
        raise WrongChoice(ONE_OF, option="--lang", known=", ".join(LANGUAGES), text=lang)
    if os.environ.get(log.LEVEL):
        log.to_stderr()
    session.folder, session.language, session.clock = workspace, Speaking.language, lambda: datetime.now(UTC)


@command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV, XLSX or Parquet files; all of them become one version")],
    table: Annotated[str | None, typer.Option(help="The table that the files hold, when it is not to be recognised")] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=FIELD", help="COLUMN=FIELD; FIELD empty keeps the column under its own name"),
    ] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="One value for the whole file")] = None,
    answer: Annotated[
        list[str] | None, typer.Option("--answer", metavar="QUESTION=OPTION", help="QUESTION=OPTION, as the command mapping shows them")
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help="How the columns are read: a file that the command mapping wrote")] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON")] = False,
) -> None:
    """Import files as one version of the workspace."""
    from crm_core.ingest import Request, import_files
    from crm_core.ingest.mapping_file import read_mapping, with_choices

    columns = dict(pair(text, "--map", last=True) for text in map_ or [])
    values = dict(pair(text, "--set") for text in set_ or [])
    answers = dict(pair(text, "--answer", last=True) for text in answer or [])
    requests = [Request(path, sheet=sheet, table=table, mapping=columns, values=values, answers=answers) for path in files]
    if mapping:
        choices = read_mapping(mapping)
        requests = [with_choices(one, choices) for one in requests]
    with _progress() as progress:
        report = import_files(session.made, requests, at=session.clock(), by=getuser(), progress=progress, language=session.language)
    if as_json:
        typer.echo(json.dumps(report.in_words(session.language), ensure_ascii=False, indent=1, default=plain))
    else:
        typer.echo(report.say(session.language))


@command("mapping")
def mapping_(
    file: Annotated[Path, typer.Argument(help="A file as the next ones will be")],
    table: Annotated[str | None, typer.Option(help="The table that the file holds, when it is not to be recognised")] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook")] = None,
    output: Annotated[Path | None, typer.Option(help="Write to this file")] = None,
) -> None:
    """How the columns of a file are read, as TOML to edit and give to import --mapping; nothing is imported."""
    from crm_core.ingest import Request
    from crm_core.ingest.mapping_file import propose_mapping, written

    choices, questions = propose_mapping(session.looked_at, Request(file, sheet, table), session.clock())
    write_text(written(choices, session.language, questions), output)


class _progress:
    """A bar on a terminal, plain lines on the error stream otherwise."""

    def __enter__(self) -> Callable[[float, str], None]:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self.bar = (
            Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), transient=True) if sys.stderr.isatty() else None
        )
        if self.bar:
            self.bar.start()
            self.task = self.bar.add_task("", total=1.0)
        return self.report

    def report(self, share: float, text: str) -> None:
        """`share` of the work done, 0 to 1, and what is being done (a catalogue text)."""
        words = say(text, session.language)
        if self.bar:
            self.bar.update(self.task, completed=share, description=words)
        else:
            typer.echo(f"{share:4.0%} {words}", err=True)

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()


@command("preview")
def preview(
    file: Path,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook")] = None,
    rows: Annotated[str, typer.Option(help="How many rows, or all")] = "20",
    format_: Annotated[Literal["table", "csv", "parquet"], typer.Option("--format")] = "table",
    output: Annotated[Path | None, typer.Option(help="Write to this file")] = None,
) -> None:
    """The table of a file as it was understood, before any mapping."""
    from crm_core.ingest.read import stage

    if rows != "all" and not rows.isdigit():
        raise WrongChoice(N_("{option} wants a number or all, not {text}."), option="--rows", text=rows)
    with TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "staging.duckdb")) as con:
        staged = stage(con, file, sheet=sheet, rows=None if rows == "all" else int(rows))
        names = ", ".join(f'{column.name} as "{column.header.replace(chr(34), chr(34) * 2)}"' for column in staged.columns)
        frame = con.sql(f"select {names} from {staged.table} order by line").pl()
    write(frame, format_, output, rows=None if rows == "all" else int(rows))
    for doubt in staged.doubts:
        typer.echo(doubt.say(session.language), err=True)


@command("indicators")
def list_indicators(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """All indicators, with their titles and what they need."""
    rows = [
        {"name": name, "title": say(one.title, session.language), "needs": ", ".join(one.needs), "grain": one.grain}
        for name, one in sorted(indicators.REGISTRY.items())
    ]
    write(pl.DataFrame(rows), "json" if as_json else "table", None)


@command("show")
def show(
    name: str,
    as_of: Annotated[str | None, typer.Option(help="Last day counted; default: the day of the data")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="First day of the period; default: 12 months")] = None,
    to: Annotated[str | None, typer.Option(help="Last day of the period; the same as --as-of")] = None,
    by: Annotated[str | None, typer.Option(help="Break down by this field: of customers, a class, or of the events counted")] = None,
    monthly: Annotated[
        bool, typer.Option(help="One row per calendar month; the first and the last are cut at the ends of the period")
    ] = False,
    compare: Annotated[
        bool,
        typer.Option("--compared", help="Three rows: the period, as many days right before, and a year earlier, by the same thresholds"),
    ] = False,
    where: Annotated[list[str] | None, typer.Option(metavar="FIELD=VALUE", help=WHERE)] = None,
    format_: Annotated[Format, typer.Option("--format")] = "table",
    output: Annotated[Path | None, typer.Option(help="Write to this file")] = None,
) -> None:
    """One indicator."""
    found, con = indicators.find(name), session.connection()
    scope = scope_of(_last_day(con, day(as_of, "--as-of"), day(to, "--to")), day(from_, "--from"), where or []).broken_by(by)
    check_values(con, scope)
    if monthly and compare:
        raise WrongChoice(N_("--monthly and --compared are two answers: give one of them."))
    ask = partial(by_month if monthly else compared, found) if monthly or compare else found
    write(asked(con, lambda con: ask(con, scope), session.connection), format_, output)
    if format_ == "table" and (note := thresholds(found, con, scope, session.language, scope.as_of.isoformat())):
        typer.echo(note, err=True)


def _last_day(con: Connection, as_of: date | None, to: date | None) -> date:
    if as_of and to and as_of != to:
        raise WrongChoice(N_("--as-of and --to are the same day: give one of them."))
    today = session.today()
    return as_of or to or con.data_on(today) or today


@command("sql")
def sql(name: str, dialect: Annotated[Literal["duckdb", "spark"], typer.Option()] = "duckdb") -> None:
    """The statement of an indicator."""
    statement = indicators.find(name).sql
    if dialect == "spark":
        import sqlglot

        statement = ";\n".join(sqlglot.transpile(statement, read="duckdb", write="spark", pretty=True))
    typer.echo(statement.strip())


@command("versions")
def versions(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """The versions of the workspace, newest first."""
    write(versions_frame(session.workspace.history()), "json" if as_json else "table", None)


@command("undo")
def undo() -> None:
    """Take back the last import."""
    from crm_core.store.serving import serving_file

    workspace = session.workspace
    undone = workspace.undo(at=session.clock(), by=getuser())
    serving_file(workspace, undone)
    typer.echo(
        say(
            N_("Version {undone} is taken back; the workspace is now at version {number}."),
            session.language,
            undone=undone.summary["undone"],
            number=undone.number,
        )
    )


@command("backup")
def backup(place: Annotated[Path, typer.Argument(help="Folder of the copy; what it holds already is not copied again")]) -> None:
    """Copy the workspace, consistently, while people read it and imports go on."""
    from crm_core.store.backup import back_up

    version = back_up(session.workspace, place)
    typer.echo(say(N_("Version {number} of the workspace is copied to {folder}."), session.language, number=version.number, folder=place))


@command("demo")
def demo() -> None:
    """Build the demo company in the workspace."""
    from crm_core.demo.load import load_demo

    with _progress() as progress:
        version = load_demo(session.made, at=session.clock(), by=getuser(), progress=progress)
    typer.echo(say(N_("The demo company is in {folder}, version {number}."), session.language, folder=session.folder, number=version))


from crm_core import duplicate_commands, join_commands  # noqa: E402, F401 — last in the list of commands

if __name__ == "__main__":
    work.end_on_signals()
    work.give_way()
    app(prog_name="python -m crm_core")
