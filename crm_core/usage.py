"""The command line speaks the person's language where Typer would speak English: its help, and what it says of a command that it does not understand."""

import os
import re
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import typer
from typer import _click, rich_utils
from typer.core import TyperCommand, TyperGroup

from crm_core.errors import CrmError, WrongChoice
from crm_core.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_, say

WRONG_USE = 2
# What Typer writes in the frames of its help → our words for it.
FRAMES = {
    "ARGUMENTS_PANEL_TITLE": N_("Arguments"),
    "OPTIONS_PANEL_TITLE": N_("Options"),
    "COMMANDS_PANEL_TITLE": N_("Commands"),
    "DEFAULT_STRING": N_("[default: {}]"),
    "ENVVAR_STRING": N_("[environment: {}]"),
    "REQUIRED_LONG_STRING": N_("[required]"),
}
ONE_OF = N_("{option} wants one of {known}, not {text}.")
HELP, USAGE = N_("Show this message and stop."), N_("Usage:")
OPTIONS, COMMAND = N_("[OPTIONS]"), N_("COMMAND [ARGUMENTS]…")


def language_of(arguments: Sequence[str]) -> str:
    """The language asked for by --lang, else that of the environment, else French; it is needed before the command is understood."""
    asked = [value for name, value in pairwise(arguments) if name == "--lang"]
    asked += [one.removeprefix("--lang=") for one in arguments if one.startswith("--lang=")]
    said = [*reversed(asked), os.environ.get("LC_ALL") or os.environ.get("LANG") or ""]
    return next((one[:2] for one in said if one[:2] in LANGUAGES), DEFAULT_LANGUAGE)


class Speaking:
    """What our group and our commands share: help and usage in `language`."""

    language = "en"

    def get_usage(self, ctx: Any) -> str:
        text: str = super().get_usage(ctx)  # type: ignore[misc]
        said = text.replace("Usage:", say(USAGE, Speaking.language), 1).replace("[OPTIONS]", say(OPTIONS, Speaking.language))
        return said.replace("COMMAND [ARGS]...", say(COMMAND, Speaking.language))

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        option.help = say(HELP, Speaking.language)
        return option


class Command(Speaking, TyperCommand):
    """One command."""


class Group(Speaking, TyperGroup):
    """The commands together, and what is said of one that is not understood."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        given = list(sys.argv[1:] if args is None else args)
        Speaking.language = language_of(given)
        _translate(self)
        try:
            code = super().main(given, *rest, **{**extra, "standalone_mode": False})
        except typer.Abort:
            code = 1
        except _click.exceptions.NoArgsIsHelpError as problem:
            problem.show()
            code = WRONG_USE
        except _click.exceptions.UsageError as problem:
            typer.echo(said(problem, Speaking.language), err=True)
            code = WRONG_USE
        except CrmError as problem:
            typer.echo(problem.say(Speaking.language), err=True)
            code = WRONG_USE
        if standalone_mode:
            sys.exit(code or 0)
        return code

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            raise _click.exceptions.UsageError(_no_command(args[0], list(self.commands)), ctx)
        return super().resolve_command(ctx, args)


def _translate(group: Group) -> None:
    """The help of the commands and of their options, from the texts as they were written."""
    for name, text in FRAMES.items():
        setattr(rich_utils, name, say(text, Speaking.language))
    commands = (group, *group.commands.values())
    for one in (*commands, *(param for command in commands for param in command.params)):
        for name in ("help", "metavar"):
            written = one.__dict__.setdefault(f"written_{name}", getattr(one, name, None))
            if written:
                setattr(one, name, say(written, Speaking.language))


def _no_command(name: str, known: Sequence[str]) -> str:
    return WrongChoice(N_("There is no command {name}."), N_("Commands: {known}."), name=name, known=", ".join(known)).say(
        Speaking.language
    )


def said(problem: _click.exceptions.UsageError, language: str) -> str:
    """What is wrong with a command and where its help is, in words."""
    where = say(N_("Help: {command} --help"), language, command=problem.ctx.command_path) if problem.ctx else ""
    return f"{_what(problem).say(language)} {where}".rstrip()


def _what(problem: _click.exceptions.UsageError) -> WrongChoice:
    param = getattr(problem, "param", None)
    name = max(param.opts, key=len) if param else ""
    if isinstance(problem, _click.exceptions.NoSuchOption):
        near = ", ".join(problem.possibilities or [])
        return WrongChoice(
            N_("There is no option {option}."), N_("Nearest: {known}.") if near else "", option=problem.option_name, known=near
        )
    if isinstance(problem, _click.exceptions.MissingParameter):
        return WrongChoice(N_("{name} is missing."), name=name)
    if name and (choices := re.search(r"'(.*)' is not one of (.*?)\.?$", problem.message)):
        return WrongChoice(ONE_OF, option=name, known=choices[2].replace("'", ""), text=choices[1])
    if isinstance(problem, _click.exceptions.BadOptionUsage):
        return WrongChoice(N_("{name} wants a value."), name=problem.option_name)
    if problem.message.startswith("Missing command") and isinstance(problem.cmd, Group):
        return WrongChoice(N_("A command is missing."), N_("Commands: {known}."), known=", ".join(problem.cmd.commands))
    if extra := re.search(r"unexpected extra argument\S* \((.*)\)", problem.message):
        return WrongChoice(N_("This is too much: {words}."), words=extra[1])
    return WrongChoice(problem.message)
