"""Times Precedent beside other engines, each in a process of its own, and writes docs/benchmarks.md.

    python -m benchmarks.speed --reports ../shared/reports --work build/bench --sizes 5r 10000 100000 [--only NAME ...]

What is built is kept in the work folder and taken up again, and so are figures: with --only the rest of the table
stays what it was. Needs the environment that `make bench` sets up; the page needs chromium.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.speed.report import write_report
from benchmarks.speed.run import STEPS, Bench


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, required=True, metavar="FOLDER", help="real reports to grow from")
    parser.add_argument("--work", type=Path, required=True, metavar="FOLDER", help="where indexes and figures are kept")
    parser.add_argument("--sizes", nargs="+", default=["5r", "10000", "100000", "500000"], metavar="N")
    parser.add_argument("--only", nargs="+", choices=STEPS, default=list(STEPS), metavar="NAME", help=", ".join(STEPS))
    parser.add_argument("--build-only", action="store_true", help="build what is missing, and time nothing but that")
    options = parser.parse_args()
    bench = Bench(options.reports, options.work)
    for size in options.sizes:
        bench.run(size, options.only, build_only=options.build_only)
    if not options.build_only:
        write_report(bench.results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
