"""All benchmarks in one command: `python -m tests.benchmarks`, from the project's folder.

    python -m tests.benchmarks                  all of them
    python -m tests.benchmarks sweep rules      some of them
    python -m tests.benchmarks --store          all, kept in tests/benchmarks/RESULTS.md

The peers of tests/peers.txt are optional; the player needs a Chromium. Close what else is running:
a busy machine shows in the spread.
"""

import argparse
import datetime
import importlib
import os
import platform
from importlib.metadata import version
from pathlib import Path

from tests.golden import peers

NAMES = ("importing", "notebooks", "player", "rules", "sweep")
RESULTS = Path(__file__).with_name("RESULTS.md")


def modules() -> dict[str, object]:
    """Every benchmark, by name."""
    return {name: importlib.import_module(f"tests.benchmarks.{name}") for name in NAMES}


def heading() -> str:
    """When, on what, and with which versions."""
    packages = {"NumPy": version("numpy")} | peers.versions()
    listed = ", ".join(f"{name} {number}" for name, number in packages.items())
    return (
        f"# Benchmarks\n\n{datetime.date.today()}, {platform.system()} on {processor()}, "
        f"{os.cpu_count()} cores; Python {platform.python_version()}, {listed}.\n"
        "Made by `python -m tests.benchmarks --store`."
    )


def processor() -> str:
    """Name of the processor, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main() -> None:
    """Run what is asked for, print each section as it comes, and store them if asked to."""
    known = modules()
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(known)}")
    parser.add_argument("--store", action="store_true", help="keep the output of all")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(known)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    if arguments.store and arguments.names:
        parser.error("--store keeps all benchmarks, so name none")
    sections = [heading()]
    print(sections[0], flush=True)
    for name in arguments.names or known:
        sections.append(known[name].report())
        print(f"\n{sections[-1]}", flush=True)
    if arguments.store:
        RESULTS.write_text("\n\n".join(sections) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
