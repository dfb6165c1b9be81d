"""Every text that a person can see is in the catalogues, and no page says anything outside of them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from crm_core.i18n import FOLDER, catalogue

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for folder in ("crm_core", "crm_ui", "pages") for path in sorted((ROOT / folder).rglob("*.py"))]
# function → how many of its first arguments are ids
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2, "say": 1, "say_number": 2}
SPEAKING = {
    "title", "header", "subheader", "write", "markdown", "caption", "text", "info", "warning", "error", "success", "button", "link_button",
    "download_button", "selectbox", "multiselect", "radio", "checkbox", "toggle", "text_input", "number_input", "date_input", "file_uploader",
    "expander", "popover", "tab", "metric", "pills", "segmented_control", "slider", "toast", "spinner", "progress", "status", "page_link", "menu_button",
}  # fmt: skip


def ids(tree: ast.AST) -> Iterator[str]:
    """The message ids of one source: literals given to N_, _, say and their plural forms; names and expressions are marked elsewhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            for argument in node.args[: KEYWORDS.get(node.func.id, 0)]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


@cache
def known(language: str) -> dict[str, bool]:
    """Every id of the catalogues of a language, plural forms included, and whether all its forms are written."""
    entries: dict[str, bool] = {}
    for message in catalogue(language):
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for one in message.id if isinstance(message.id, tuple | list) else (message.id,):
            entries[one] = entries.get(one, False) or all(texts)
    return entries


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_has_its_french(path: Path) -> None:
    french = known("fr")
    assert sorted({one for one in ids(ast.parse(path.read_text(encoding="utf-8"))) if one and not french.get(one)}) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.po")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_catalogues_keep_the_names_to_fill_in(path: Path) -> None:
    def names(text: str) -> set[str | None]:
        return {name for _text, name, _format, _conversion in Formatter().parse(text) if name}

    with path.open("rb") as file:
        for message in read_po(file, locale=path.parent.name):
            sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
            texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
            wanted = set().union(*(names(one) for one in sources))
            assert all(names(one) <= wanted for one in texts if message.id), message.id


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.name)
def test_pages_say_nothing_outside_the_catalogues(path: Path) -> None:
    assert list(bare(ast.parse(path.read_text(encoding="utf-8")))) == []


def bare(tree: ast.AST) -> Iterator[str]:
    """Literal texts that a page hands directly to something that shows them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SPEAKING and _of_streamlit(node.func):
            for argument in [*node.args[:1], *(one.value for one in node.keywords if one.arg in ("label", "body", "help", "placeholder"))]:
                if isinstance(argument, ast.JoinedStr) or (
                    isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value.strip()
                ):
                    yield f"line {node.lineno}: {ast.unparse(argument)}"


def _of_streamlit(function: ast.Attribute) -> bool:
    return isinstance(function.value, ast.Name | ast.Attribute) and ast.unparse(function.value).split(".")[0] == "st"


def test_the_check_finds_bare_texts() -> None:
    assert list(bare(ast.parse('st.title("Hello")\nst.sidebar.button(label=f"{x}")\nst.title(_("Hello"))\nst.write(frame)'))) == [
        "line 1: 'Hello'",
        "line 2: f'{x}'",
    ]
