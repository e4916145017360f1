"""Whatever the program imports it also asks for: a package that only came along with another may go with it."""

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.source import ROOT, trees

SHIPPED = ("bot", "workspace", "migrations")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OPTIONAL = PROJECT["optional-dependencies"]


def name_of(requirement: str) -> str:
    """Spelt as the index compares names: packaging.python.org/en/latest/specifications/name-normalization."""
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name.group()).lower()


@cache
def imported(folder: str) -> frozenset[str]:
    """The topmost packages that are imported anywhere in the folder."""
    nodes = [node for _, tree in trees(folder) for node in ast.walk(tree)]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return frozenset(module.partition(".")[0] for module in plain | parts)


def test_every_package_that_is_imported_is_declared() -> None:
    declared = {name_of(requirement) for requirement in [*PROJECT["dependencies"], *OPTIONAL["pdf"]]}
    distributions = packages_distributions()
    foreign = {package for folder in SHIPPED for package in imported(folder)} - set(SHIPPED) - sys.stdlib_module_names
    undeclared = {p for p in foreign if not {name_of(name) for name in distributions[p]} & declared}

    assert set() == undeclared


def test_what_only_tests_need_is_not_asked_of_whoever_installs_it() -> None:
    declared, dev = PROJECT["dependencies"], OPTIONAL["dev"]

    assert set() == {name_of(one) for one in declared} & {name_of(one) for one in dev}
    assert {"pytest", "mypy", "ruff"} <= {name_of(one) for one in dev}


def test_constraints_hold_a_version_of_whatever_is_asked_for() -> None:
    held = {name_of(line) for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line}
    asked = [*PROJECT["dependencies"], *(one for extra in OPTIONAL.values() for one in extra)]

    assert set() == {name_of(one) for one in asked} - held - {PROJECT["name"]}


def test_the_local_slack_costs_whoever_runs_the_bot_no_package() -> None:
    assert set() == imported("workspace") - imported("bot") - set(SHIPPED) - sys.stdlib_module_names


def pins(name: str) -> dict[str, str]:
    """The version of each package in a list of them, by its name."""
    lines = (ROOT / name).read_text().splitlines()
    return {name_of(line): line.partition("==")[2].split()[0] for line in lines if "==" in line}


def test_the_image_installs_what_the_tests_saw_each_file_by_its_hash() -> None:
    tested, installed = pins("constraints.txt"), pins("requirements.lock")

    assert {name_of(one) for one in PROJECT["dependencies"]} <= set(installed)
    assert {name: tested[name] for name in installed} == installed
    assert "hatchling" in pins("build.lock")


@pytest.mark.parametrize("name", ["requirements.lock", "build.lock"])
def test_a_lock_holds_names_versions_and_hashes_and_nothing_else(name: str) -> None:
    line = re.compile(r"#.*|[\w.-]+==[\w.]+( ; [\w '!=.]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")

    assert [] == [one for one in (ROOT / name).read_text().splitlines() if not line.fullmatch(one)]


VULNERABLE = """
id: PYSEC-0000-1
modified: "2026-01-01T00:00:00Z"
affected:
- package: {name: aiohttp, ecosystem: PyPI}
  ranges:
  - {type: ECOSYSTEM, events: [{introduced: "0"}, {fixed: "%s"}]}
"""


@pytest.mark.parametrize(
    ("fixed", "code", "said"), [("999", 1, "PYSEC-0000-1"), ("0.1", 0, "1 advisories"), ("", 3, "could not ask")]
)
def test_the_audit_says_what_applies_or_that_it_could_not_ask(fixed: str, code: int, said: str, tmp_path: Path) -> None:
    if fixed:
        (tmp_path / "vulns" / "aiohttp").mkdir(parents=True)
        (tmp_path / "vulns" / "aiohttp" / "PYSEC-0000-1.yaml").write_text(VULNERABLE % fixed)
    done = subprocess.run(
        [sys.executable, ROOT / ".ci" / "audit.py", tmp_path], capture_output=True, text=True, check=False
    )

    assert code == done.returncode, done.stderr
    assert said in done.stdout
