"""A consistent copy of a workspace while people read it and imports go on."""

from collections.abc import Iterator
from contextlib import suppress
from filecmp import cmp
from pathlib import Path
from shutil import copy2

from crm_core.errors import WorkspaceProblem, WrongChoice
from crm_core.i18n import N_
from crm_core.log import event
from crm_core.store.leftovers import parquet_files
from crm_core.store.workspace import Version, Workspace, not_writable

SETTINGS = ("settings.toml", "settings_history.jsonl", "settings_named.jsonl", "mappings.toml", "models.jsonl")
VERSIONS, LOG = Path("versions"), "_delta_log"
JOINED = "joined"  # the files joined by postal code or SIRET: each a Parquet file, and a JSON file without which it is not read
UNFINISHED = ".unfinished"
ANOTHER = N_("Choose another folder.")


def back_up(workspace: Workspace, place: Path) -> Version:
    """Copy into `place` all that a workspace consists of, as of the version in force when it begins; the serving files are a cache and stay out.

    What the versions name is copied first, the log that lists the versions last: an import that ends meanwhile is in no version of the copy, and a
    copy that is interrupted is one of the version before. Files that are there already are not copied again, those that the workspace no longer has
    are removed. Raises WrongChoice: inside the workspace, or the folder holds something else; WorkspaceProblem: it cannot be written, or lacks files.
    """
    history = workspace.history()
    if not history[-1].number:
        raise WrongChoice(N_("There is nothing to copy in {folder}: no file was imported."), folder=workspace.folder)
    _check_place(workspace, place)
    wanted = dict.fromkeys(_named(workspace, history))
    try:
        for file in wanted:
            with suppress(FileNotFoundError):  # what the version in force needs is looked at in the end
                _copy(workspace.folder / file, place / file)
        for file in _others(place, set(wanted)):
            (place / file).unlink()
    except OSError as problem:
        raise not_writable(place, problem) from problem
    _check_whole(Workspace(place), history[-1])
    event("backup", version=history[-1].number)
    return history[-1]


def _check_place(workspace: Workspace, place: Path) -> None:
    """The folder is outside, and is empty, new, or a copy of this very workspace: its versions are the first ones of ours."""
    if place.resolve().is_relative_to(workspace.folder):
        raise WrongChoice(N_("A copy of {folder} cannot be kept inside it."), ANOTHER, folder=workspace.folder)
    log = place / VERSIONS / LOG
    for entry in log.glob("*.json"):
        ours = workspace.folder / VERSIONS / LOG / entry.name
        if not ours.exists() or not cmp(ours, entry, shallow=False):
            raise WrongChoice(N_("{folder} holds the copy of another workspace, or of a later state of this one."), ANOTHER, folder=place)
    begun = {"tables", "rejects", JOINED, *SETTINGS}
    if place.is_dir() and not log.is_dir() and any(one.name not in begun and one.suffix != UNFINISHED for one in place.iterdir()):
        raise WrongChoice(N_("{folder} holds something else than a copy."), ANOTHER, folder=place)


def _named(workspace: Workspace, history: list[Version]) -> Iterator[Path]:
    """The files of these versions relative to the workspace, in the order in which a copy is complete with each entry of its list of versions."""
    for table in sorted({table for version in history for table in version.tables}):
        yield from _table(workspace.folder, Path("tables") / table, {one.tables[table] for one in history if table in one.tables})
    for file in sorted((workspace.folder / "rejects").glob("*.csv")):
        if file.name[:6] <= f"{history[-1].number:06d}":
            yield file.relative_to(workspace.folder)
    yield from (Path(name) for name in SETTINGS if (workspace.folder / name).exists())
    for kind in ("parquet", "json"):
        yield from sorted(file.relative_to(workspace.folder) for file in (workspace.folder / JOINED).glob(f"*.{kind}"))
    yield from _table(workspace.folder, VERSIONS, {history[-1].number - 1})


def _table(root: Path, table: Path, versions: set[int]) -> Iterator[Path]:
    """The parquet files of some versions of a Delta table, then its log up to the last of them, oldest entry first.

    Not `_last_checkpoint`: it is changed in place, may name a later version, and Delta does without.
    """
    yield from sorted({Path(file).relative_to(root) for version in versions for file in parquet_files(root / table, version)})
    log = (path for path in (root / table / LOG).iterdir() if path.suffix in (".json", ".parquet") and path.name[:20].isdigit())
    yield from sorted(path.relative_to(root) for path in log if int(path.name[:20]) <= max(versions))


def _copy(file: Path, copy: Path) -> None:
    """Nothing when it is there already; else put into place when it is complete."""
    if not copy.exists() or not cmp(file, copy):
        copy.parent.mkdir(parents=True, exist_ok=True)
        beside = copy.with_name(f".{copy.name}{UNFINISHED}")
        try:
            copy2(file, beside)
            beside.replace(copy)
        finally:
            beside.unlink(missing_ok=True)


def _others(place: Path, wanted: set[Path]) -> list[Path]:
    """Files of the copy that are not, or no longer, the workspace's."""
    found = (
        path.relative_to(place) for part in ("tables", "rejects", JOINED, VERSIONS) for path in (place / part).rglob("*") if path.is_file()
    )
    return [path for path in found if path not in wanted]


def _check_whole(copy: Workspace, version: Version) -> None:
    """The copy opens at that version, all of whose files are there."""
    missing = sum(not Path(path).exists() for table in version.tables for path in copy.files(version, table))
    if missing or copy.version != version.number:
        raise WorkspaceProblem(
            N_("The copy in {folder} lacks {n} files of version {version}."), N_("Make it again."),
            folder=copy.folder, n=missing, version=version.number,
        )  # fmt: skip
