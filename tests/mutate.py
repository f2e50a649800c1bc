"""Mutation testing: change the code in thousands of small ways and see that a test notices.

    pip install mutmut==3.8.1
    python -m tests.mutate                          the ground floor, half an hour on two cores
    python -m tests.mutate practice                 what checks a learner's answer, an hour
    python -m tests.mutate mistakes                 its tables of known mistakes, as long again
    python -m tests.mutate mistakes --sample 300    of their changes, a random but repeatable few
    nice python -m tests.mutate --processes 1       beside other work

Works on a copy of what git has committed, so nothing here is touched. mutmut changes the bodies of
functions; CHANGES below adds what stands outside of them. tests/mutation.md tells what survived,
and why. Not part of the tests.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent


@dataclass(frozen=True)
class Part:
    """Files of the package, and the tests that guard them.

    `tests` come in this order, so those that notice most stand first. `left_out` are tests that
    read the source or list a module, where mutmut's own machinery stands, or that start processes.
    """

    files: tuple[str, ...]
    tests: tuple[str, ...]
    left_out: tuple[str, ...] = ()


_NAMES = ("averages", "rules", "later_rules", "costs", "settings", "descent", "theory")
# Verdicts that need a kernel of their own are left out: no change reaches its process.
_OF_PRACTICE = tuple(
    f"practice_{name}"
    for name in (
        *("texts", "raised", "wording", "questions", "layer", "verdict", "record"),
        *("wrong_forms", "mistakes", "right_answers"),
    )
)
_STARTS_PROCESSES = ("test_practice_record.py::test_many_notebooks_may_write_at_once",)
PARTS = {
    "ground": Part(
        (*_NAMES, "forms"),
        (*_NAMES, "published_numbers", "golden", "properties", "bad_input"),
        (
            "test_golden.py::test_every_rule_of_the_package_has_golden_paths",
            "test_golden.py::test_a_known_mistake_would_be_seen",
            "test_later_rules.py::test_inputs_are_not_written_to",
            "test_properties.py::test_every_rule_of_the_file_is_held_to_these_laws",
        ),
    ),
    "practice": Part(
        tuple(
            f"practice/{name}"
            for name in (
                *("comparison", "differences", "display", "exercises", "limits", "mistake"),
                *("played", "probing", "questions", "raised", "reading", "record", "running"),
                *("verdict", "wording"),
            )
        ),
        _OF_PRACTICE,
        _STARTS_PROCESSES,
    ),
    "mistakes": Part(("practice/families", "practice/mistakes/*"), _OF_PRACTICE, _STARTS_PROCESSES),
}
IN_ORDER = """\
import gc

FILES = {}
gc.disable()  # or each child copies all that its parent has, to look for what is not needed


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: FILES.index(item.path.name))
"""
#: Changes outside of functions, each of which a test must notice: file, line, changed line.
CHANGES = (
    ("settings", "finite and greater than 0", "greater than 0"),
    ("settings", "np.isfinite(x) & (x > 0)", "np.isfinite(x) & (x >= 0)"),
    ("settings", "np.isfinite(x) & (x > 0)", "x > 0"),
    ("settings", "np.isfinite(x) & (x >= 0)", "np.isfinite(x) & (x > 0)"),
    ("settings", "np.isfinite(x) & (x >= 0)", "x >= 0"),
    ("settings", "(x >= 0) & (x < 1)", "(x > 0) & (x < 1)"),
    ("settings", "(x >= 0) & (x < 1)", "(x >= 0) & (x <= 1)"),
    ("settings", "(x >= 0) & (x < 1)", "x < 1"),
    ("settings", "lambda x: x >= 1", "lambda x: x > 1"),
    ("settings", "lambda x: x >= 1", "lambda x: x >= 0"),
    *(
        ("settings", f'    "{name}": ', f'    "not_{name}": ')
        for name in (
            *("alpha", "beta", "beta1", "beta2", "epsilon", "decay", "weight_decay", "t"),
            *("curvature", "curvature_W", "curvature_b", "rotation", "steepness"),
        )
    ),
    ("costs", "curvature_W: float = 0.2", "curvature_W: float = 0.3"),
    ("costs", "curvature_b: float = 4.0", "curvature_b: float = 3.0"),
    ("costs", "rotation: float = 0.0", "rotation: float = 1.0"),
    ("costs", "steepness: float = 100.0", "steepness: float = 99.0"),
    *(
        (
            "costs",
            f"@dataclass(frozen=True, eq=False)\nclass {name}",
            f"@dataclass(eq=False)\nclass {name}",
        )
        for name in ("Bowl", "CurvedValley")
    ),
    ("forms", "ARRAY = (np.ndarray, np.generic)", "ARRAY = np.generic"),
    ("forms", "ARRAY = (np.ndarray, np.generic)", "ARRAY = object"),
    (
        "descent",
        "@dataclass(frozen=True, repr=False, eq=False)",
        "@dataclass(repr=False, eq=False)",
    ),
)


def copy_of_the_project(folder: str, part: Part) -> Path:
    """Unpack what git has committed."""
    project = Path(folder, "project")
    project.mkdir()
    archive = subprocess.run(
        ["git", "archive", "HEAD"], cwd=REPOSITORY, check=True, capture_output=True
    )
    subprocess.run(["tar", "-x"], cwd=project, input=archive.stdout, check=True)
    lines = {
        "source_paths": ["optlearn"],
        "only_mutate": [f"optlearn/{name}.py" for name in part.files],
        "pytest_add_cli_args": [
            "-n0",
            *("-p", "no:unraisableexception"),  # collects garbage, which is what a child is slow at
            *left_out(part),
        ],
        "pytest_add_cli_args_test_selection": paths_of_tests(part),
        "also_copy": ["optlearn", "notebooks", ".gitignore"],
    }
    text = "[mutmut]\n"
    for name, values in lines.items():
        text += f"{name}=\n" + "".join(f"    {value}\n" for value in values)
    (project / "setup.cfg").write_text(text, encoding="utf-8")
    # mutmut asks for the tests of a function in no order.
    conftest = project / "tests" / "package" / "conftest.py"
    conftest.write_text(IN_ORDER.format([Path(path).name for path in paths_of_tests(part)]))
    return project


def paths_of_tests(part: Part) -> list[str]:
    """Files of the tests of a part."""
    return [f"tests/package/test_{name}.py" for name in part.tests]


def left_out(part: Part) -> list[str]:
    """What tells pytest to leave out the tests of a part that are left out."""
    return [f"--deselect=tests/package/{test}" for test in part.left_out]


def survivors_inside(
    project: Path, part: Part, sample: int | None, processes: int
) -> tuple[int, list[str]]:
    """Number of mutants that mutmut made and tried, and those that no test noticed."""
    tests = [*paths_of_tests(part), *left_out(part)]
    chosen: list[str] = []
    if sample is not None:
        # It makes all mutants before it looks for those that are asked for, and finds none.
        mutmut(project, "run", "no such mutant", check=False)
        every = [name for name, _ in outcomes(project)]
        chosen = random.Random(0).sample(every, min(sample, len(every)))
    mutmut(project, "run", "--max-children", str(processes), *chosen)
    tried = [pair for pair in outcomes(project) if not chosen or pair[0] in chosen]
    if not passes_afresh(project, "no such mutant", tests):
        raise SystemExit("in a new process the tests fail without any change")
    unnoticed = []
    for name, outcome in tried:
        if outcome not in ("killed", "timeout") and passes_afresh(project, name, tests):
            lines = mutmut(project, "show", name).splitlines()
            changed = [line for line in lines if re.match(r"[-+](?![-+])", line)]
            unnoticed.append("\n".join([f"{name} ({outcome})", *changed]))
    return len(tried), unnoticed


def passes_afresh(project: Path, mutant: str, tests: list[str]) -> bool:
    """Whether all tests pass in a new process, which imports the package with the change in it.

    mutmut changes functions in a process that has imported everything: what a module works out
    when it is imported, such as a table, is there already, and no test could notice.
    """
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-n0", *tests],
        cwd=project / "mutants",
        env=os.environ | {"MUTANT_UNDER_TEST": mutant},
        capture_output=True,
        text=True,
    )
    return survived(run)


def survived(run: subprocess.CompletedProcess[str]) -> bool:
    """Whether all tests passed; raises if they could not be run.

    A file of tests that does not get past its first lines has noticed the change as well.
    """
    noticed = run.returncode == 1 or "error during collection" in run.stdout
    if run.returncode and not noticed:
        raise SystemExit(f"pytest failed ({run.returncode}):\n{run.stdout[-3000:]}{run.stderr}")
    return run.returncode == 0


def outcomes(project: Path) -> list[tuple[str, str]]:
    """Every mutant by name, and what became of it."""
    listed = mutmut(project, "results", "--all", "true")
    return re.findall(r"^\s*(\S+): (\w[\w ]*)$", listed, re.MULTILINE)


def mutmut(project: Path, *arguments: str, check: bool = True) -> str:
    """What mutmut prints."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    if check and done.returncode:
        raise SystemExit(f"mutmut failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def survivors_outside(project: Path) -> list[str]:
    """Those of CHANGES, all in the ground floor, that no test noticed."""
    tests = [path for path in paths_of_tests(PARTS["ground"]) if "properties" not in path]

    def all_pass() -> bool:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", *tests]
        return survived(subprocess.run(command, cwd=project, capture_output=True, text=True))

    if not all_pass():
        raise SystemExit("the tests of the ground floor fail without any change")
    unnoticed = []
    for file, line, changed in CHANGES:
        path = project / "optlearn" / f"{file}.py"
        source = path.read_text(encoding="utf-8")
        if line not in source:
            raise SystemExit(f"{file}.py has no {line!r}: bring CHANGES up to date")
        path.write_text(source.replace(line, changed, 1), encoding="utf-8")
        if all_pass():
            unnoticed.append(f"optlearn.{file}\n-{line}\n+{changed}")
        path.write_text(source, encoding="utf-8")
    return unnoticed


def main() -> None:
    """Print every survivor and the share of mutants killed; fail below 95 %."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutate", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("part", nargs="?", default="ground", choices=PARTS)
    parser.add_argument("--sample", type=int, help="how many changes to try; default: all")
    parser.add_argument("--processes", type=int, default=2, help="at once; default: 2")
    options = parser.parse_args()
    outside = CHANGES if options.part == "ground" and options.sample is None else ()
    with tempfile.TemporaryDirectory() as folder:
        project = copy_of_the_project(folder, PARTS[options.part])
        unnoticed = survivors_outside(project) if outside else []
        mutants, inside = survivors_inside(
            project, PARTS[options.part], options.sample, options.processes
        )
    unnoticed += inside
    mutants += len(outside)
    killed = 1 - len(unnoticed) / mutants
    print("\n\n".join(unnoticed))
    print(f"\n{mutants} mutants, {len(unnoticed)} survived: {killed:.1%} killed")
    sys.exit(killed < 0.95)


if __name__ == "__main__":
    main()
