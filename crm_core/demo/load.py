"""Import the demo company's files into a workspace, by the same path as anybody's files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_core import settings
from crm_core.demo.truths import CUSTOMERS
from crm_core.demo.write import write_files
from crm_core.errors import WorkspaceProblem
from crm_core.i18n import N_
from crm_core.ingest import Request, import_files
from crm_core.store.workspace import Workspace

FIRM = "Maison Lavande"


def load_demo(workspace: Workspace, *, at: datetime, by: str, progress: Callable[[float, str], None], customers: int = CUSTOMERS) -> int:
    """Write the files, import them as one version and return its number. Raises WorkspaceProblem when the workspace already holds data."""
    if workspace.version:
        raise WorkspaceProblem(
            N_("The workspace {folder} already holds data."), N_("Choose an empty folder for the demo company."), folder=workspace.folder
        )
    with TemporaryDirectory() as folder:
        progress(0.0, N_("Writing the demo company's files"))
        files = write_files(Path(folder), customers=customers)
        requests = [Request(one.path, table=one.table, values=one.settings) for one in files]
        report = import_files(workspace, requests, at=at, by=by, progress=progress)
    now = settings.load(workspace.folder)
    if not now.firm.name:
        settings.save(workspace.folder, replace(now, firm=replace(now.firm, name=FIRM)))
    return report.version or workspace.version
