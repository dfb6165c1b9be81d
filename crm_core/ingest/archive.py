"""Opening a zip archive without trusting it: its directory must be small, and damage is said in words."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_core.errors import FileProblem
from crm_core.i18n import N_
from crm_core.ingest.limits import MAX_DIRECTORY_BYTES

END, LOCATOR, END64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
END_SEARCHED, LOCATOR_SIZE, END64_SIZE = 66_000, 20, 56
DAMAGED = N_("The workbook “{name}” is damaged.")
SAVE_AGAIN = N_("Open it in a spreadsheet, save it again and drop that file.")


def damaged(path: Path) -> FileProblem:
    """What to say of a workbook that cannot be opened."""
    return FileProblem(DAMAGED, SAVE_AGAIN, name=path.name)


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, open. Raises FileProblem when it is damaged, now or while it is read, or has too many parts to be a workbook."""
    try:
        if _directory_bytes(path) > MAX_DIRECTORY_BYTES:
            raise FileProblem(N_("“{name}” has too many parts to be a workbook."), SAVE_AGAIN, name=path.name)
        with zipfile.ZipFile(path) as opened:
            yield opened
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise damaged(path) from error


def _directory_bytes(path: Path) -> int:
    """The size of the list of parts, which is read whole into memory, as the end of the archive tells it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - END_SEARCHED))
        tail = file.read()
    at = tail.rfind(END)
    if at < 0:
        return 0
    large = tail[max(0, at - LOCATOR_SIZE - END64_SIZE) : at]
    if large[END64_SIZE:].startswith(LOCATOR) and large.startswith(END64):
        return int.from_bytes(large[40:48], "little")
    return int.from_bytes(tail[at + 12 : at + 16], "little")
