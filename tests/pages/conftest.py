"""Workspaces that the page tests share."""

from pathlib import Path

import pytest

from crm_core.store.workspace import Workspace
from tests.pages.support import small_firm


@pytest.fixture(scope="session")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small firm with customers, purchases, surveys and complaints."""
    folder = tmp_path_factory.mktemp("firm")
    small_firm(folder)
    return folder


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    """A workspace without any file."""
    Workspace.open(tmp_path)
    return tmp_path
