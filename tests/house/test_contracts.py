"""Who may import whom: every contract of pyproject.toml is kept, and every one of them can be broken.

A contract that cannot break checks nothing, so a violation of each is planted in a copy, all of them at once, and what
is said of the contract has to name it.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
# Contract -> the file in which a forbidden import is planted, that import, and by which words it is named.
VIOLATIONS = {
    "layers": ("bot/incident/facts.py", "import bot.desk", "bot.incident.facts -> bot.desk (l."),
    "circles": ("bot/incident/facts.py", "import bot.incident.state", ".facts -> .state (1 import)"),
    "pure": ("bot/story/__init__.py", "import asyncio", "bot.story -> asyncio (l."),
    "sql": ("bot/desk/__init__.py", "import sqlalchemy", "bot.desk -> sqlalchemy (l."),
    "slack": ("bot/courier.py", "import slack_sdk", "bot.courier -> slack_sdk (l."),
    "doors": (
        "bot/requests/reply.py",
        "import bot.slack.messages.message",
        "bot.requests.reply -> bot.slack.mes",
    ),
    "terminal": (
        "bot/cli/plain_text.py",
        "import bot.slack.messages.mrkdwn",
        "bot.cli.plain_text -> bot.slack.m",
    ),
    "settings": ("bot/store/__init__.py", "import bot.settings", "bot.store -> bot.settings (l."),
    "workspace": ("workspace/state/records.py", "import bot.clock", "workspace.state.records -> bot.clock (l."),
    "bot": ("bot/slack/__init__.py", "import workspace.state", "bot.slack -> workspace.state (l."),
    "workspace-floors": (
        *("workspace/state/records.py", "import workspace.wire.socket"),
        "workspace.state.records -> workspace.wire.socket (l.",
    ),
    "workspace-circles": (
        *("workspace/state/records.py", "import workspace.state.world"),
        ".records -> .world (1 import)",
    ),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts on the packages in `folder`, not on the installed ones."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Of each contract that is broken in a copy of the packages what is said of it, on one line."""
    folder = tmp_path_factory.mktemp("planted")
    for package in ("bot", "workspace"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for path, violation, _ in VIOLATIONS.values():
        with (folder / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{violation}\n")
    report = " ".join(lint(folder).stdout.partition("Broken contracts")[2].split())
    heads = "|".join(re.escape(contract["name"]) for contract in CONTRACTS)
    _, *told = re.split(rf"({heads}) -+ ", report)
    by_name = dict(zip(told[::2], told[1::2], strict=True))
    return {contract["id"]: by_name.get(contract["name"], "") for contract in CONTRACTS}


def test_every_contract_is_kept() -> None:
    answer = lint(ROOT)

    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_contract_has_its_violation() -> None:
    assert {contract["id"] for contract in CONTRACTS} == set(VIOLATIONS)


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_planted_violation_is_found(broken: Mapping[str, str], contract: str) -> None:
    _, _, named = VIOLATIONS[contract]

    assert named in broken[contract]
