from dataclasses import fields

import duckdb
import pytest

from crm_core.errors import WrongChoice
from crm_core.settings import FILE_NAME, Settings, load, save


def test_defaults_without_a_file(tmp_path):
    assert load(tmp_path) == Settings()


def test_written_settings_come_back_and_explain_themselves(tmp_path):
    changed = Settings().with_values("targets", nps=40).with_values("firm", name="Été & fils")
    save(tmp_path, changed)
    assert load(tmp_path) == changed
    text = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    for section in fields(Settings):
        for one in fields(getattr(changed, section.name)):
            assert f"# {one.metadata['note']}\n{one.name} = " in text
    assert changed.fingerprint != Settings().fingerprint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[targets]\nnpss = 3", "no key targets.npss"),
        ("[colours]\nred = 3", "no section colours"),
        ("[targets]\nnps = 300", "It goes from -100.0 to 100.0"),
        ("[targets]\nnps = 'high'", "cannot be high"),
        ("[complaints]\nworking_week = 'never'", "Possible values: ouvres, ouvrables"),
        ("[limits]\nmemory = 'lots'", "cannot be lots"),
        ("[limits]\nmemory = '0GB'", "Write a value like 4GB"),
        ("[firm]\ntime_zone = 'Europe/Quimper'", "Write a value like Europe/Paris"),
        ("[firm]\ntime_zone = 'Europe'", "cannot be Europe"),
        ("[firm]\ntime_zone = '/etc/passwd'", "cannot be /etc/passwd"),
        ("[firm]\ncurrency = 'euros'", "cannot be euros"),
        ("[targets", "cannot be read"),
    ],
)
def test_a_wrong_file_is_said(tmp_path, text, said):
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(WrongChoice, match=said):
        load(tmp_path)


@pytest.mark.parametrize("size", ["4GB", "0.5 GB", "800MB", "1GiB"])
def test_sizes_that_the_engine_understands(tmp_path, size):
    (tmp_path / FILE_NAME).write_text(f"[limits]\nmemory = '{size}'", encoding="utf-8")
    with duckdb.connect(config={"memory_limit": load(tmp_path).limits.memory}) as con:
        assert con.execute("select 1").fetchone() == (1,)
