"""Who may import whom: every contract of pyproject.toml is kept, and every one of them can be broken.

A contract that cannot break checks nothing, so a violation of each is planted in a copy and has to be found.
"""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
# Contract -> the file in which a forbidden import is planted, and that import.
VIOLATIONS = {
    "layers": ("bot/incident/facts.py", "import bot.desk"),
    "circles": ("bot/incident/facts.py", "import bot.incident.state"),
    "pure": ("bot/story/__init__.py", "import asyncio"),
    "sql": ("bot/desk/__init__.py", "import sqlalchemy"),
    "slack": ("bot/courier.py", "import slack_sdk"),
    "doors": ("bot/requests/reply.py", "import bot.slack.messages.message"),
    "terminal": ("bot/cli/plain_text.py", "import bot.slack.messages.mrkdwn"),
    "settings": ("bot/store/__init__.py", "import bot.settings"),
    "workspace": ("workspace/state/records.py", "import bot.clock"),
    "bot": ("bot/slack/__init__.py", "import workspace.state"),
    "workspace-floors": ("workspace/state/records.py", "import workspace.wire.socket"),
    "workspace-circles": ("workspace/state/records.py", "import workspace.state.world"),
}


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Check the contracts (all when none is named) on the packages in `folder`, not on the installed ones."""
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", *chosen]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages in which something may be broken, without what Python leaves beside them."""
    folder = tmp_path_factory.mktemp("planted")
    for package in ("bot", "workspace"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_is_kept() -> None:
    answer = lint(ROOT)

    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_contract_has_its_violation() -> None:
    assert {contract["id"] for contract in CONTRACTS} == set(VIOLATIONS)


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_planted_violation_is_found(copy: Path, contract: str) -> None:
    path, violation = VIOLATIONS[contract]
    untouched = (copy / path).read_text(encoding="utf-8")
    (copy / path).write_text(f"{untouched}\n{violation}\n", encoding="utf-8")

    answer = lint(copy, contract)
    (copy / path).write_text(untouched, encoding="utf-8")

    assert answer.returncode == 1
    assert "0 kept, 1 broken" in answer.stdout
