"""The documents say what the house does: each setting, permission, command and decision stands where it should."""

import re
from pathlib import Path

import pytest
import yaml

from bot.settings.page import example_file, settings_page

ROOT = Path(__file__).parents[2]
MANIFEST = yaml.safe_load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))
SCOPES = MANIFEST["oauth_config"]["scopes"]
EVENTS = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
# What a check may be: a command that somebody can paste from the checkout, and the file or folder it is about.
CHECK = re.compile(r"^(?:make [a-z]+(?: TESTS=(?P<tests>\S+))?|\.venv/bin/\S+ (?P<path>\S+).*)$")


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def rows(page: str) -> dict[str, list[str]]:
    """The cells of each row of a page's tables, by the code in the first cell."""
    found = re.findall(r"^\| `([^`]+)` \|(.*)\|$", text(page), re.MULTILINE)
    return {name: [cell.strip() for cell in cells.split(" | ")] for name, cells in found}


def test_the_page_of_settings_says_what_the_table_says() -> None:
    """When red: read what changed, then `python -m bot.settings > docs/settings.md`."""
    assert settings_page() == text("docs/settings.md")


def test_the_example_of_the_file_says_what_the_table_says() -> None:
    """When red: read what changed, then `python -m bot.settings example > docs/sitrep.toml`."""
    assert example_file() == text("docs/sitrep.toml")


def test_every_scope_and_event_has_its_reason_and_what_works_without_it() -> None:
    permissions = rows("docs/permissions.md")

    assert {*SCOPES["bot"], *SCOPES["bot_optional"], *EVENTS} == set(permissions)
    assert all(len(cells) == 3 and all(cells) for cells in permissions.values())


def test_the_page_says_how_each_scope_is_asked_for() -> None:
    asked = {name: cells[0] for name, cells in rows("docs/permissions.md").items() if name not in EVENTS}

    assert asked == {scope: kind for kind, scopes in SCOPES.items() for scope in scopes}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = [target.partition("#")[0] for target in LINK.findall(page.read_text(encoding="utf-8"))]
    broken = [target for target in targets if target and "://" not in target and not (page.parent / target).exists()]

    assert not broken


def test_every_make_command_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    pages = (page for page in PAGES if page.name != "commands.md")  # what is typed there goes behind /incident
    named = {name for page in pages for name in re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8"))}

    assert named <= targets


def test_every_path_in_the_tour_exists() -> None:
    named = re.findall(r"`((?:bot|workspace|docs|tests|templates)/[\w/.-]*)`", text("docs/tour.md"))

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_seven_first_decisions_are_written() -> None:
    assert [path.name[:4] for path in DECISIONS][:7] == [f"{number:04}" for number in range(1, 8)]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_tells_its_context_consequences_and_checks(path: Path) -> None:
    headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)

    assert headings == ["Context", "Decision", "Consequences", "Checks"]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_the_checks_of_a_decision_are_commands_about_what_exists(path: Path) -> None:
    section = path.read_text(encoding="utf-8").partition("## Checks")[2]
    commands = [line for block in re.findall(r"```sh\n(.*?)```", section, re.DOTALL) for line in block.splitlines()]
    found = [CHECK.match(command) for command in commands]

    assert commands
    assert all(found), commands
    paths = [match["tests"] or match["path"] for match in found if match]
    assert [path for path in paths if path and "/" in path and not (ROOT / path.partition("::")[0]).exists()] == []
