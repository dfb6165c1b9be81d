import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from streamlit.config import get_config_options

from crm_core.documentation import PAGES
from crm_core.variables import VARIABLES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_reference_pages_say_what_is_declared(name):
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run: make docs"


def test_every_variable_that_the_code_reads_is_documented():
    sources = [path.read_text(encoding="utf-8") for path in chain(ROOT.glob("crm_core/**/*.py"), ROOT.glob("crm_ui/**/*.py"))]
    read = {name for text in sources for name in re.findall(r"CRM_[A-Z_]+", text)}
    assert read == {name for name in VARIABLES if name.startswith("CRM_")}


def test_variables_of_streamlit_exist_and_have_the_defaults_of_the_configuration():
    written = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    options = {one.env_var: one for one in get_config_options().values()}
    for name, one in VARIABLES.items():
        if name.startswith("STREAMLIT_"):
            section, _, key = options[name].key.partition(".")
            assert one.default == str(written.get(section, {}).get(key, one.default)), name
