"""`python -m crm_core.parser FILE FOLDER SHEET FROM_MEMORY MEGABYTES SECONDS`: the cells of a workbook as Arrow files in FOLDER.

SHEET names the sheet to read, empty for all; FROM_MEMORY is 1 when the name of the file hides what it is. `answer.json` tells
the sheets (name, visible, worth, file, merged), which is the best, and the problem if there is one: locked, damaged, no_sheet.
Exit code NO_MEMORY when the megabytes were not enough, NO_ROOM and the number of the system's error when FOLDER could not be written; the system ends the process when the seconds were not.
"""

import sys
from json import dumps
from pathlib import Path

from crm_core.parser.book import read
from crm_core.parser.limits import NO_MEMORY, NO_ROOM, limit


def main(file: str, folder: str, sheet: str, from_memory: str, megabytes: str, seconds: str) -> int:
    limit(int(megabytes) << 20, int(seconds))
    try:
        answer = read(Path(file), Path(folder), sheet or None, whole=from_memory == "1")
        (Path(folder) / "answer.json").write_text(dumps(answer), encoding="utf-8")
    except MemoryError:
        return NO_MEMORY
    except OSError as problem:
        return NO_ROOM + (problem.errno or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
