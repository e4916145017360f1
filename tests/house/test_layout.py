"""The house can be walked through: few doors on a floor, and what a newcomer looks for stands at one of them."""

import ast
from pathlib import Path

import pytest

from tests.house.source import ROOT, tree

FILES_MAX = 20  # at one level: what a person still takes in at a glance
FLOORS = ("bot", "bot/slack", "bot/store", "bot/requests", "bot/render", "bot/cli", "workspace")
# What a newcomer asks for at three in the morning, and the file that answers.
LOOKED_FOR = {
    "reminders": "bot/incident/reminders.py",
    "permissions": "bot/requests/permissions.py",
    "rate limits": "bot/slack/transport/rate_limits.py",
    "reconnecting": "bot/slack/transport/socket_mode.py",
    "times": "bot/grammar/times.py",
    "retries": "bot/backoff.py",
    "outbox": "bot/store/outbox.py",
    "time limit of an answer": "bot/slack/inbound/ack_deadline.py",
}


def folders() -> list[Path]:
    under = [folder for floor in FLOORS for folder in (ROOT / floor).rglob("*") if folder.is_dir()]
    inside = [f for f in under if not {"grammar", "story", "incident"} & set(f.relative_to(ROOT).parts)]
    return sorted({*(ROOT / floor for floor in FLOORS), *(f for f in inside if f.name != "__pycache__")})


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_floor_has_few_doors(folder: Path) -> None:
    doors = [path for path in folder.iterdir() if path.suffix == ".py" or (path.is_dir() and path.name[0] != "_")]

    assert len(doors) <= FILES_MAX


@pytest.mark.parametrize("words", LOOKED_FOR)
def test_what_is_looked_for_is_said_by_a_file_or_its_first_line(words: str) -> None:
    path = ROOT / LOOKED_FOR[words]
    first_line = (ast.get_docstring(tree(path)) or "").partition("\n")[0]

    assert words in f"{path.stem.replace('_', ' ')} {first_line}".lower()
