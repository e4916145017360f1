"""Whatever the program imports it also asks for: a package that only came along with another may go with it."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHIPPED = ("bot", "workspace", "migrations")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def name_of(requirement: str) -> str:
    """Spelt as the index compares names: packaging.python.org/en/latest/specifications/name-normalization."""
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def imported(folder: str) -> set[str]:
    """The topmost packages that are imported anywhere in the folder."""
    nodes = [node for path in (ROOT / folder).rglob("*.py") for node in ast.walk(ast.parse(path.read_text()))]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {module.partition(".")[0] for module in plain | parts}


def test_every_package_that_is_imported_is_declared() -> None:
    declared = {name_of(requirement) for requirement in PROJECT["dependencies"]}
    distributions = packages_distributions()
    foreign = {package for folder in SHIPPED for package in imported(folder)} - set(SHIPPED) - sys.stdlib_module_names
    undeclared = {p for p in foreign if not {name_of(name) for name in distributions[p]} & declared}

    assert set() == undeclared


def test_what_only_tests_need_is_not_asked_of_whoever_installs_it() -> None:
    declared, dev = PROJECT["dependencies"], PROJECT["optional-dependencies"]["dev"]

    assert set() == {name_of(one) for one in declared} & {name_of(one) for one in dev}
    assert {"pytest", "mypy", "ruff"} <= {name_of(one) for one in dev}


def test_constraints_hold_a_version_of_whatever_is_asked_for() -> None:
    held = {name_of(line) for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line}
    asked = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]

    assert set() == {name_of(one) for one in asked} - held
