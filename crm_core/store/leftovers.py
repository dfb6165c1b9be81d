"""What a writer that failed or was killed leaves in a workspace: files that no version names. They are removed before anybody writes again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    found = loose(workspace)
    for path in found:
        if path.is_dir():
            rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if found:
        event("leftovers removed", files=len(found))


def loose(workspace: Workspace) -> list[Path]:
    """What no version names: whole tables, files of tables, log entries that were never put into place, rejected rows of no version."""
    history, versions = workspace.history(), workspace.folder / "versions"
    found = [*_unplaced(versions), *(workspace.folder / "rejects").glob(f"{history[-1].number + 1:06d}-*")]
    if history[-1].number:
        found += _unnamed(versions, {None})
    for folder in sorted(path for path in (workspace.folder / "tables").iterdir() if path.is_dir()):
        named = {version.tables[folder.name] for version in history if folder.name in version.tables}
        found += [*_unplaced(folder), *_unnamed(folder, named)] if named else [folder]
    return found


def _unplaced(table: Path) -> list[Path]:
    log = [path for path in (table / "_delta_log").glob("*") if path.is_file() and path.name != "_last_checkpoint"]
    return [path for path in log if path.suffix not in (".json", ".parquet")]


def _unnamed(table: Path, versions: Iterable[int | None]) -> list[Path]:
    kept = {Path(one).name for version in versions for one in parquet_files(table, version)}
    return [path for path in table.glob("*.parquet") if path.name not in kept]
