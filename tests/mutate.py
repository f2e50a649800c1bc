"""Mutation testing: change the ground floor in a thousand small ways and see that a test notices.

    pip install mutmut==3.8.1
    python -m tests.mutate

Works on a copy of what git has committed, so nothing here is touched. mutmut changes the bodies of
functions; CHANGES below adds what stands outside of them. tests/mutation.md tells what survived,
and why. Takes half an hour on two cores; not part of the tests.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from subprocess import DEVNULL

REPOSITORY = Path(__file__).parent.parent
FILES = ("averages", "rules", "later_rules", "costs", "settings", "forms", "descent", "theory")
TESTS = (
    *("averages", "rules", "later_rules", "costs", "settings", "descent", "theory"),
    *("published_numbers", "golden", "properties"),
)
#: Tests that read the source or list a module, where mutmut's own machinery stands.
LEFT_OUT = (
    "test_golden.py::test_every_rule_of_the_package_has_golden_paths",
    "test_golden.py::test_a_known_mistake_would_be_seen",
    "test_later_rules.py::test_inputs_are_not_written_to",
    "test_properties.py::test_every_rule_of_the_file_is_held_to_these_laws",
)
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
        for name in ("alpha", "beta", "beta1")
    ),
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
    ("costs", "@dataclass(frozen=True)\nclass Bowl", "@dataclass\nclass Bowl"),
    ("costs", "@dataclass(frozen=True)\nclass CurvedValley", "@dataclass\nclass CurvedValley"),
    ("forms", "ARRAY = (np.ndarray, np.generic)", "ARRAY = np.generic"),
    ("forms", "ARRAY = (np.ndarray, np.generic)", "ARRAY = object"),
    (
        "descent",
        "@dataclass(frozen=True, repr=False, eq=False)",
        "@dataclass(repr=False, eq=False)",
    ),
)


def copy_of_the_project(folder: str) -> Path:
    """Unpack what git has committed."""
    project = Path(folder, "project")
    project.mkdir()
    archive = subprocess.run(
        ["git", "archive", "HEAD"], cwd=REPOSITORY, check=True, capture_output=True
    )
    subprocess.run(["tar", "-x"], cwd=project, input=archive.stdout, check=True)
    lines = {
        "source_paths": ["optlearn"],
        "only_mutate": [f"optlearn/{name}.py" for name in FILES],
        "pytest_add_cli_args": ["-n0", *[f"--deselect=tests/package/{test}" for test in LEFT_OUT]],
        "pytest_add_cli_args_test_selection": [f"tests/package/test_{name}.py" for name in TESTS],
        "also_copy": ["optlearn"],
    }
    text = "[mutmut]\n"
    for name, values in lines.items():
        text += f"{name}=\n" + "".join(f"    {value}\n" for value in values)
    (project / "setup.cfg").write_text(text, encoding="utf-8")
    return project


def survivors_inside(project: Path) -> tuple[int, list[str]]:
    """Number of mutants that mutmut made, and those that no test noticed."""
    mutmut = [sys.executable, "-m", "mutmut"]
    subprocess.run([*mutmut, "run", "--max-children", "2"], cwd=project, check=True, stdout=DEVNULL)
    listed = subprocess.run(
        [*mutmut, "results", "--all", "true"],
        cwd=project,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    outcomes = re.findall(r"^\s*(\S+): (\w[\w ]*)$", listed, re.MULTILINE)
    survived = []
    for name, outcome in outcomes:
        if outcome not in ("killed", "timeout"):
            shown = subprocess.run(
                [*mutmut, "show", name], cwd=project, check=True, capture_output=True, text=True
            ).stdout
            changed = [line for line in shown.splitlines() if re.match(r"[-+](?![-+])", line)]
            survived.append("\n".join([f"{name} ({outcome})", *changed]))
    return len(outcomes), survived


def survivors_outside(project: Path) -> list[str]:
    """Those of CHANGES that no test noticed."""
    survived = []
    tests = [f"tests/package/test_{name}.py" for name in TESTS if name != "properties"]
    for file, line, changed in CHANGES:
        path = project / "optlearn" / f"{file}.py"
        source = path.read_text(encoding="utf-8")
        if line not in source:
            raise SystemExit(f"{file}.py has no {line!r}: bring CHANGES up to date")
        path.write_text(source.replace(line, changed, 1), encoding="utf-8")
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-n0", *tests],
            cwd=project,
            capture_output=True,
        )
        path.write_text(source, encoding="utf-8")
        if run.returncode == 0:
            survived.append(f"optlearn.{file}\n-{line}\n+{changed}")
        elif run.returncode != 1:
            print(f"not run: {file}: {changed}")
    return survived


def main() -> None:
    """Print every survivor and the share of mutants killed; fail below 95 %."""
    with tempfile.TemporaryDirectory() as folder:
        project = copy_of_the_project(folder)
        outside = survivors_outside(project)
        mutants, inside = survivors_inside(project)
    survived = inside + outside
    mutants += len(CHANGES)
    killed = 1 - len(survived) / mutants
    print("\n\n".join(survived))
    print(f"\n{mutants} mutants, {len(survived)} survived: {killed:.1%} killed")
    sys.exit(killed < 0.95)


if __name__ == "__main__":
    main()
