"""What a writer that failed or was killed leaves in a workspace: files that no version names. They are removed before anybody writes again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING
from urllib.parse import unquote

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from crm_core.log import event

if TYPE_CHECKING:
    from crm_core.store.workspace import Workspace

MARK = ".writing"


def parquet_files(table: Path, version: int | None = None) -> list[str]:
    """The paths of the parquet files of a Delta table at one version; Delta names them as addresses, in which an accent or a space is coded."""
    return [unquote(address) for address in DeltaTable(table, version=version).file_uris()]


@contextmanager
def whole(workspace: Workspace) -> Iterator[None]:
    """Write inside of this, and hold the right to. The mark stays where it could not be tidied up: the next writer does it."""
    mark = workspace.folder / MARK
    if mark.exists():
        tidy(workspace)
    mark.touch()
    try:
        yield
    except BaseException:
        with suppress(OSError, DeltaError):
            tidy(workspace)
            mark.unlink()
        raise
    mark.unlink()


def tidy(workspace: Workspace) -> None:
    """Remove what no version names."""
    history = workspace.history()
    removed = _tidy_log(workspace.folder / "versions")
    for folder in sorted(path for path in (workspace.folder / "tables").iterdir() if path.is_dir()):
        named = {version.tables[folder.name] for version in history if folder.name in version.tables}
        if named:
            removed += _tidy_log(folder) + _remove_but(folder, {one for version in named for one in _names(folder, version)})
        else:
            rmtree(folder)
            removed += 1
    if history[-1].number:
        removed += _remove_but(workspace.folder / "versions", _names(workspace.folder / "versions", None))
    for rejects in (workspace.folder / "rejects").glob(f"{history[-1].number + 1:06d}-*"):
        rejects.unlink()
        removed += 1
    if removed:
        event("leftovers removed", files=removed)


def _tidy_log(folder: Path) -> int:
    """Log entries that were never put into place."""
    unfinished = [path for path in (folder / "_delta_log").glob("*") if path.suffix not in (".json", ".parquet") and path.is_file()]
    unfinished = [path for path in unfinished if path.name != "_last_checkpoint"]
    for path in unfinished:
        path.unlink()
    return len(unfinished)


def _names(table: Path, version: int | None) -> set[str]:
    return {Path(one).name for one in parquet_files(table, version)}


def _remove_but(folder: Path, kept: set[str]) -> int:
    over = [path for path in folder.glob("*.parquet") if path.name not in kept]
    for path in over:
        path.unlink()
    return len(over)
