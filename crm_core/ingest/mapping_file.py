"""How the columns of a file are read, as a TOML file that people keep, edit and give back: `mapping` writes one, `import --mapping` uses it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Comment, Trivia
from tomlkit.items import Table as TomlTable

from crm_core.errors import FileProblem, Words, reason
from crm_core.i18n import N_, say, visible
from crm_core.ingest.load import staging
from crm_core.ingest.mapping import has_field, no_field
from crm_core.ingest.memory import Memory
from crm_core.ingest.plan import choices_of, make_plan
from crm_core.ingest.request import OUT, OWN, Question, Request
from crm_core.store.workspace import Workspace
from crm_core.tables import TABLES, Table

LARGEST = 1_000_000
PLACE = re.compile(r"\(at line (\d+), column \d+\)$")  # what Python's parser says of it
SECTIONS = ("columns", "values", "answers")
ABOUT = N_('"" keeps a column under its own name, "-" leaves it out.')
FIELDS = N_("The fields of {table}: {fields}.")


def propose_mapping(workspace: Workspace, request: Request, at: datetime) -> tuple[Memory, tuple[Question, ...]]:
    """How the file of `request` would be read, and what it leaves to be asked; nothing is imported.

    Raises FileProblem when it cannot be read, MappingProblem when its table is in doubt.
    """
    with staging(workspace.home) as con:
        plan = make_plan(con, workspace, request, at, strict=False)
        if not plan.recognised.sure:
            plan.check()
        return choices_of(plan), tuple(plan.formats.questions)


def written(choices: Memory, language: str, questions: tuple[Question, ...] = ()) -> str:
    """The choices as TOML, with what may be written in it as comments."""
    table = TABLES[choices.table]
    document = tomlkit.document()
    document.add("table", tomlkit.item(choices.table))
    document.add(tomlkit.nl())
    document.add(_comment(say(FIELDS, language, table=say(table.label, language), fields=", ".join(one.name for one in table.fields))))
    document.add(_comment(say(ABOUT, language)))
    document.add("columns", _section(choices.mapping))
    document.add("values", _section(choices.values))
    answers = _section({})
    asked = {one.id: one for one in questions}
    for id_, taken in choices.answers.items():
        if id_ in asked:
            options = " · ".join(f"{one.value}: {say(one.label, language)}" for one in asked[id_].options)
            answers.add(_comment(f"{asked[id_].say(language)} {options}"))
        answers.add(id_, taken)
    document.add("answers", answers)
    return tomlkit.dumps(document)


def read_mapping(path: Path) -> Memory:
    """The choices that a file holds. Raises FileProblem, with the line or the entry, when it is none that `written` could have written."""
    try:
        if path.stat().st_size > LARGEST:
            raise _wrong(path, Words(N_("it is far too large for one")))
        text = path.read_text(encoding="utf-8-sig")
        return _choices(tomllib.loads(text), path)
    except OSError as problem:
        raise _wrong(path, reason(problem)) from problem
    except UnicodeDecodeError as problem:
        raise _wrong(path, Words(N_("it is not text in UTF-8"))) from problem
    except tomllib.TOMLDecodeError as problem:
        raise _broken(path, text, problem) from problem


def _choices(document: Mapping[str, Any], path: Path) -> Memory:
    unknown = sorted(document.keys() - {"table", *SECTIONS})
    table = document.get("table")
    if unknown:
        raise FileProblem(
            N_("“{name}” is no mapping: it has an entry {entry}."), N_("Its entries: table, columns, values, answers."), name=path.name, entry=unknown[0]
        )  # fmt: skip
    if table not in TABLES:
        raise FileProblem(
            N_("“{name}” is no mapping: its table is {table}."), N_("The tables: {known}."), name=path.name, table=table, known=", ".join(TABLES)
        )  # fmt: skip
    columns, values, answers = (_texts(document.get(one, {}), one, path) for one in SECTIONS)
    _check_fields(((header, field) for header, field in columns.items() if field not in (OWN, OUT)), "columns", TABLES[str(table)], path)
    _check_fields(((field, field) for field in values), "values", TABLES[str(table)], path)
    return Memory(str(table), columns, values, answers)


def _check_fields(entries: Iterable[tuple[str, str]], section: str, table: Table, path: Path) -> None:
    """Each entry of a section with the field that it names: the table must have it."""
    for entry, field in entries:
        if not has_field(table, field):
            known = no_field(table, field)
            message = N_("“{name}” is no mapping: “{entry}” in [{section}] names {field}, which the table {table} does not have.")
            raise FileProblem(message, known.advice, **known.values, name=path.name, entry=entry, section=section)


def with_choices(request: Request, choices: Memory) -> Request:
    """The request, completed by the choices; what it says itself comes first."""
    return replace(
        request,
        table=request.table or choices.table,
        mapping={**choices.mapping, **request.mapping},
        values={**choices.values, **request.values},
        answers={**choices.answers, **request.answers},
    )


def _texts(section: object, name: str, path: Path) -> dict[str, str]:
    """A section of texts: header → field, field → value, question → answer."""
    if not isinstance(section, Mapping):
        raise FileProblem(N_("“{name}” is no mapping: {section} should be a section [{section}]."), name=path.name, section=name)
    for key, value in section.items():
        if not isinstance(value, str):
            raise FileProblem(
                N_("“{name}” is no mapping: {entry} in [{section}] should be a text between quotes."),
                name=path.name,
                section=name,
                entry=key,
            )
    return dict(section)


def _section(entries: Mapping[str, str]) -> TomlTable:
    section = tomlkit.table()
    for key, value in entries.items():
        section.add(key, value)
    return section


def _comment(text: str) -> Comment:
    return Comment(Trivia(comment="# " + visible(" ".join(text.split()))))


def _broken(path: Path, text: str, problem: tomllib.TOMLDecodeError) -> FileProblem:
    """The line where the parser stopped: the last one when something is still open at the end."""
    lines, place = text.splitlines() or [""], PLACE.search(str(problem))
    line = min(int(place[1]), len(lines)) if place else len(lines)
    return FileProblem(
        N_("“{name}” is no mapping: its line {line} cannot be read: “{text}”."),
        N_('Sections stand between brackets, as [columns], and each entry on a line of its own, as "Town" = "city".'),
        name=path.name,
        line=line,
        text=lines[line - 1].strip()[:80],
    )


def _wrong(path: Path, problem: object) -> FileProblem:
    return FileProblem(N_("“{name}” cannot be read as a mapping: {problem}."), name=path.name, problem=problem)
