"""What can go wrong because of a file, a choice or missing data. Each error says what, where and what to do, in the user's language.

Bugs are not here: they stay tracebacks.
"""

import errno

from crm_core.i18n import N_, say

REASONS = {
    errno.EACCES: N_("writing is not permitted"),
    errno.EPERM: N_("writing is not permitted"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.ENOENT: N_("there is no such folder"),
    errno.ENOTDIR: N_("it is a file, not a folder"),
    errno.EISDIR: N_("it is a folder, not a file"),
}


class Words(str):
    """A value of a message that is itself a catalogue text."""

    __slots__ = ()


def reason(problem: OSError) -> str:
    """Why the system refuses, in words that the catalogues know; its own words otherwise."""
    known = REASONS.get(problem.errno or 0)
    return Words(known) if known else problem.strerror or str(problem)


class CrmError(Exception):
    """A problem that the person can solve. `message` is a catalogue text whose `{names}` are `values`; `advice` says what to do."""

    title = N_("This could not be done")

    def __init__(self, message: str, advice: str = "", **values: object) -> None:
        super().__init__(message)
        self.message, self.advice, self.values = message, advice, values

    def say(self, language: str) -> str:
        """What is wrong and what to do, in one paragraph."""
        values = {name: say(value, language) if isinstance(value, Words) else value for name, value in self.values.items()}
        return " ".join(say(text, language, **values) for text in (self.message, self.advice) if text)

    def __str__(self) -> str:
        return self.say("en")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.advice, self.values)


def _rebuild(kind: type[CrmError], message: str, advice: str, values: dict[str, object]) -> CrmError:
    return kind(message, advice, **values)


class FileProblem(CrmError):
    """The file cannot be read as what it claims to be."""

    title = N_("This file cannot be read")


class MappingProblem(CrmError):
    """The columns of a file do not give what its table needs."""

    title = N_("Something is missing in this file")


class WorkspaceProblem(CrmError):
    """The workspace cannot be read or written."""

    title = N_("The workspace is not available")


class MissingData(CrmError):
    """An indicator needs a table that nobody has brought yet."""

    title = N_("Not enough data yet")


class WrongChoice(CrmError):
    """A parameter (command line, URL, settings) that does not exist or is out of range."""

    title = N_("This choice is not possible")
