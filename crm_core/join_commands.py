"""The command line about outside files joined by postal code or SIRET: join one, list them, take one out."""

from dataclasses import asdict
from getpass import getuser
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from crm_core.engine.fields import taken
from crm_core.engine.joined import Joined, joined
from crm_core.errors import WrongChoice
from crm_core.i18n import N_, say
from crm_core.ingest.joining import Brought, bring, join
from crm_core.ingest.joining import leave as take_file_out
from crm_core.output import Format, write
from crm_core.session import command, session

COLUMNS = ("name", "file", "key", "kind", "fields", "rows", "left_out", "left_lines", "at", "by")


@command("join")
def join_(
    file: Annotated[Path, typer.Argument(help="A file with one row for each postal code, SIRET or SIREN: income, ratings …")],
    key: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The column of the key, when several can be it; else the first that can")
    ] = None,
    column: Annotated[list[str] | None, typer.Option(metavar="COLUMN", help="A column to bring; may be repeated; else all of them")] = None,
) -> None:
    """Join an outside file to the customers by postal code or SIRET; each of its columns becomes a field, marked as derived."""
    con, brought = session.connection(), bring(file)
    header = _known(key, [one for one, _kind in brought.keys], N_("The column {text} cannot be the key. Those that can: {known}."))
    one = join(
        con.workspace.home, brought, key=header, kind=dict(brought.keys)[header], columns=_columns(brought, header, column or []),
        taken=taken(con, brought.file), at=session.clock(), by=getuser(),
    )  # fmt: skip
    typer.echo(_in_words(one))


@command("joined")
def list_joined(
    format_: Annotated[Format, typer.Option("--format")] = "table",
    output: Annotated[Path | None, typer.Option(help="Write to this file")] = None,
) -> None:
    """The files joined: by what, the fields that they bring, when and by whom."""
    rows = [
        {**asdict(one), "fields": ", ".join(one.fields), "left_lines": ", ".join(map(str, one.left_lines))}
        for one in joined(session.workspace.home)
    ]
    write(pl.DataFrame(rows, schema={name: pl.Int64 if name in ("rows", "left_out") else pl.String for name in COLUMNS}), format_, output)


@command("take-out")
def take_out(name: Annotated[str, typer.Argument(help="The name of a joined file, as the command joined lists it")]) -> None:
    """Take a joined file out again; its fields are gone, the customers stay as they are."""
    home = session.workspace.home
    files = {one.name: one for one in joined(home)}
    if name not in files:
        raise WrongChoice(N_("No joined file is called {name}."), N_("List them with the command joined."), name=name)
    take_file_out(home, files[name])
    typer.echo(say(N_("{file} is joined no more."), session.language, file=files[name].file))


def _columns(brought: Brought, key: str, asked: list[str]) -> list[str]:
    """The columns to bring, all but the key unless some are asked for. Raises WrongChoice."""
    others = [one for one in brought.rows.columns if one != key]
    if not others:
        raise WrongChoice(N_("{file} has no column besides {key}."), file=brought.file, key=key)
    return [_known(one, others, N_("The file has no column {text} to bring. Its columns: {known}.")) for one in asked] or others


def _known(asked: str | None, known: list[str], said: str) -> str:
    """What was asked for, else the first. Raises WrongChoice."""
    if asked is not None and asked not in known:
        raise WrongChoice(said, text=asked, known=", ".join(known))
    return known[0] if asked is None else asked


def _in_words(one: Joined) -> str:
    said = N_("{file} is joined by {key} as {name}: {rows} rows kept, {left_out} without a right key. Fields: {fields}.")
    facts = {"file": one.file, "key": one.key, "name": one.name, "rows": one.rows, "left_out": one.left_out}
    lost = N_("Lines without a right key: {lines}.") if one.left_lines else ""
    lines = ", ".join(map(str, one.left_lines)) + ("…" if one.left_out > len(one.left_lines) else "")
    told = say(said, session.language, fields=", ".join(one.fields), **facts)
    return f"{told} {say(lost, session.language, lines=lines)}" if lost else told
