"""Imports point one way, every indicator is whole, and statements stay plain enough for another engine."""

import ast
import re
from pathlib import Path

import pytest
import sqlglot

from crm_core.indicators import REGISTRY
from crm_core.tables import TABLES

ROOT = Path(__file__).parents[2]
BELOW = {"app": 0, "pages": 1, "crm_ui": 2, "crm_core": 3}
ROOMS = {"indicators": 4, "models": 4, "quality": 4, "engine": 3, "store": 2, "tables": 1}


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return named | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def test_imports_point_from_pages_to_core():
    for path in [*ROOT.glob("crm_core/**/*.py"), *ROOT.glob("crm_ui/**/*.py"), *ROOT.glob("pages/*.py")]:
        here = BELOW[path.relative_to(ROOT).parts[0]]
        for name in imports(path):
            assert BELOW.get(name.split(".")[0], here) >= here, f"{path} imports {name}"
    assert not [path for path in ROOT.glob("crm_core/**/*.py") if any(name.split(".")[0] == "streamlit" for name in imports(path))]


def test_rooms_of_the_core_import_one_way():
    for path in ROOT.glob("crm_core/*/*.py"):
        here = ROOMS.get(path.parent.name)
        for name in imports(path):
            parts = name.split(".")
            if here and parts[0] == "crm_core" and len(parts) > 1 and parts[1] in ROOMS:
                assert ROOMS[parts[1]] <= here, f"{path} imports {name}"


def test_the_core_never_asks_what_day_it_is():
    for path in ROOT.glob("crm_core/**/*.py"):
        if path.name != "__main__.py":
            text = path.read_text(encoding="utf-8")
            assert "date.today(" not in text, path
            assert "datetime.now(" not in text, path


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_an_indicator_has_words_a_statement_and_a_test_file(name):
    one = REGISTRY[name]
    assert one.title
    assert one.definition
    assert one.formula
    assert one.sql.strip().lower().startswith(("with", "select"))
    assert set(one.needs) <= set(TABLES)
    assert (ROOT / "crm_core" / "indicators" / f"{name}.py").exists()
    assert (ROOT / "tests" / "indicators" / f"test_{name}.py").exists()
    assert one.compute.__doc__


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_a_statement_can_be_written_for_spark(name):
    written = sqlglot.transpile(REGISTRY[name].sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert written and all(written)


def test_polars_never_calls_python_from_its_own_threads():
    """They would wait for the interpreter's lock; who holds it may wait for them, and then nothing in the server moves any more."""
    for path in [*ROOT.glob("crm_core/**/*.py"), *ROOT.glob("crm_ui/**/*.py"), *ROOT.glob("pages/*.py")]:
        assert not re.search(r"\.(?:map_elements|map_batches|map_groups|map_rows)\(", path.read_text(encoding="utf-8")), path
