"""LibreOffice, as the judge of what a spreadsheet makes of a file."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
# separator, quote, UTF-8, from line 1, columns as they are, language, quoted as text, detect numbers, …, formulas are computed
INPUT = "CSV:{separator},34,76,1,,0,false,true,false,false,false,-1,true"


def opened(paths: list[Path], separator: str | None = None) -> dict[str, Path]:
    """The files as ODS, once LibreOffice has read and calculated them, by their names; `separator` parts the cells of CSV files."""
    folder = paths[0].parent / f"opened-{ord(separator or ' ')}"
    reading = [f"--infilter={INPUT.format(separator=ord(separator))}"] if separator else []
    command = [str(OFFICE), f"-env:UserInstallation=file://{paths[0].parent / 'profile'}", "--headless", *reading]
    subprocess.run(
        [*command, "--convert-to", "ods", "--outdir", str(folder), *map(str, paths)], check=True, capture_output=True, timeout=240
    )
    return {path.stem: folder / f"{path.stem}.ods" for path in paths}


def formulas_in(book: Path) -> int:
    """How many cells of an ODS are formulas."""
    with zipfile.ZipFile(book) as archive:
        return archive.read("content.xml").count(b"table:formula=")
