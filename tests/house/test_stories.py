"""Every story that comes with Sitrep can be played as written, and together they show all that a story can do."""

import re
from itertools import chain
from pathlib import Path

import pytest
import yaml

from bot.cli.other_apps import is_app
from bot.cli.story import FORMS, KEYS, STORY_FAULTS, Act, Story, tables
from bot.grammar import parse, verb_named
from workspace.wire.faults import FAULTS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "stories.md"
PATHS = sorted((ROOT / "workspace" / "stories").glob("*.yaml"))
REPORT_FIELDS = {"conditions", "actions", "needs", "next"}
CROWDED = "crowded"  # the one that has everything


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def story(path: Path) -> Story:
    return Story.read(path)


def test_the_stories_are_there() -> None:
    mornings = {"carta", "carta-typed", "bad-morning", "smoke", "marks", "chat-only", CROWDED}
    troubles = {"data-loss", "payslips", "false-alarm", "two-causes"}

    assert mornings | troubles <= {path.stem for path in PATHS}


def test_a_story_says_that_it_is_invented(path: Path) -> None:
    assert "invented" in yaml.safe_load(path.read_text("utf-8"))["note"]


@pytest.mark.parametrize("act", Act)
def test_every_kind_of_step_is_in_the_crowded_story_with_all_that_it_may_have(act: Act) -> None:
    steps = [step for step in Story.read(PATHS[0].with_stem(CROWDED)).steps if step.act is act]
    beside = set(chain.from_iterable(step.more for step in steps))

    assert steps
    assert FORMS[act].needs <= beside


def test_every_key_is_in_the_crowded_story() -> None:
    told = Story.read(PATHS[0].with_stem(CROWDED))

    assert set(KEYS) == set(chain.from_iterable(step.more for step in told.steps))
    assert any(is_app(person) for person in told.people.values())


def test_the_page_about_stories_has_the_tables_of_the_player() -> None:
    """When red: paste what `tables()` in bot/cli/story.py gives between the marks of docs/stories.md."""
    shown = PAGE.read_text("utf-8").partition("<!-- the tables")[2].partition("-->\n")[2]

    assert tables() == shown.partition("<!-- end of the tables -->")[0]


def test_the_example_on_the_page_is_a_story(tmp_path: Path) -> None:
    example = tmp_path / "example.yaml"
    example.write_text(PAGE.read_text("utf-8").partition("```yaml\n")[2].partition("```")[0], "utf-8")

    assert Act.REACTS in {step.act for step in Story.read(example).steps}


def test_the_faults_of_a_story_are_those_of_the_local_slack_but_for_what_the_page_names() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE.read_text("utf-8").partition("are left out here")[2].partition("##")[0]))

    assert FAULTS - named == set(STORY_FAULTS)


def test_only_the_author_edits_or_deletes_a_message(story: Story) -> None:
    authors = {step.more["as"]: step.who for step in story.steps if "as" in step.more}
    changed = [(step.who, authors[step.value]) for step in story.steps if step.act in {Act.EDITS, Act.DELETES}]

    assert all(who == author for who, author in changed)


def test_a_report_form_is_filled_with_fields_it_has(story: Story) -> None:
    filled = [step.more["with"] for step in story.steps if (step.act, step.value) == (Act.SUBMITS, "report")]

    assert all("conditions" in fields and set(fields) <= REPORT_FIELDS for fields in filled)


def test_names_in_commands_belong_to_the_cast(story: Story) -> None:
    typed = [step.value for step in story.steps if step.act is Act.TYPES]
    mentioned = {name for line in typed for name in re.findall(r"@(\w+)", line)}

    assert mentioned <= set(story.people) | {"Sitrep"}


def test_every_command_is_understood_and_works_already(story: Story) -> None:
    said = [str(step.value) for step in story.steps if step.act in {Act.TYPES, Act.SAYS}]
    asked = [line for line in said if line.startswith(("/incident ", "@Sitrep "))]
    verbs = [verb_named(parse(re.sub(r"^(/incident|@Sitrep) ", "", line)).verb) for line in asked]

    assert asked
    assert all(verbs)


def test_the_first_command_declares(story: Story) -> None:
    assert next(step.value for step in story.steps if step.act is Act.TYPES).startswith("/incident start ")
