"""How long does a reader wait who moves a threshold of the classes, each time to a value that nobody tried before?

    python -m benchmarks.thresholds FOLDER [--moves 5]

The page run through Streamlit's own test runner: the script alone, without network and browser. Prints seconds by the clock and of the processor.
"""

import argparse
import os
from pathlib import Path
from statistics import median

from benchmarks.run import ROOT, timed

MOVED = {"hot_days": 1, "regular_orders": 1, "d80": 3}


def run(folder: Path, moves: int) -> dict[str, tuple[float, float]]:
    """Threshold → the median wait and the median processor seconds of `moves` moves."""
    os.environ["CRM_WORKSPACE"] = str(folder)
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(ROOT / "crm_ui" / "frame.py"), default_timeout=600)
    app.switch_page(str(ROOT / "pages" / "classes.py"))
    app.run()
    found = {}
    for name, step in MOVED.items():
        took = []
        for _ in range(moves):
            slider = next(one for one in app.slider if str(one.key).startswith(f"try-{name}-"))
            slider.set_value(slider.value + step)
            wall, cpu, _app = timed(app.run)
            assert not app.exception, name
            took.append((wall, cpu))
        found[name] = (median(wall for wall, _cpu in took), median(cpu for _wall, cpu in took))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--moves", type=int, default=5)
    given = parser.parse_args()
    for name, (wall, cpu) in run(given.folder, given.moves).items():
        print(f"{name}: {wall:.2f} s by the clock, {cpu:.2f} processor s")


if __name__ == "__main__":
    main()
