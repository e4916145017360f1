"""The form of a story: whatever the file says wrong is told in one sentence, with its place and what would be known."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from bot.__main__ import main
from bot.cli.story import FORMS, KEYS, STORY_FAULTS, Act, BadStory, Story, Value, elapsed

Json: TypeAlias = dict[str, Any]

# For every kind of value one that fits and, where there is such a thing, one that does not.
FITTING: dict[Value, tuple[Any, Any]] = {
    Value.TEXT: ("words", 404),
    Value.POST: ("words", ""),
    Value.FILES: (["a.log", "b.log"], []),
    Value.EMOJI: ("eyes", ["eyes"]),
    Value.LABEL: ("Accept", None),
    Value.FORM: ("report", {}),
    Value.FIELDS: ({"conditions": "two found"}, "two found"),
    Value.MESSAGE: ("found", "lost"),
    Value.NAME: ("later", "found"),
    Value.CHANNEL: ("the channel", "dm"),
    Value.PLACE: ("dm", "Not A Channel"),
    Value.SWITCH: (True, "yes"),
    Value.FAULT: ({"cut": {}}, "cut"),
}


def story(*steps: Json, **about: Any) -> Json:
    people = {"leo": "Leo Varga", "ana": {"name": "Ana Brandt"}, "probe": {"name": "Probe", "bot": True}}
    found = {"at": "0m", "who": "leo", "says": "two are there", "as": "found"}
    return {"title": "T", "clock": "2026-05-14T09:00:00Z", "people": people, "steps": [found, *steps], **about}


def step(act: Act, value: Any, **beside: Any) -> Json:
    """A step with all that its act needs."""
    needs = {key: FITTING[KEYS[key].value][0] for key in FORMS[act].needs}
    who = {} if act is Act.FAULT else {"who": "leo"}
    return {"at": "1m", **who, act.value: value, **needs, **beside}


def wrong(tmp_path: Path, told: object) -> str:
    path = tmp_path / "story.yaml"
    path.write_text(told if isinstance(told, str) else yaml.safe_dump(told, sort_keys=False), "utf-8")
    with pytest.raises(BadStory) as refused:
        Story.read(path)
    return str(refused.value).removeprefix(str(path))


def read(tmp_path: Path, told: Json) -> Story:
    path = tmp_path / "story.yaml"
    path.write_text(yaml.safe_dump(told, sort_keys=False), "utf-8")
    return Story.read(path)


def without(told: Json, key: str) -> Json:
    return {name: value for name, value in told.items() if name != key}


@pytest.mark.parametrize("act", Act)
def test_every_act_can_be_written_with_all_that_it_may_have(act: Act, tmp_path: Path) -> None:
    form = FORMS[act]
    beside = {key: FITTING[KEYS[key].value][0] for key in form.may}
    played = read(tmp_path, story(step(act, FITTING[form.value][0], **beside))).steps[-1]

    assert (act, timedelta(minutes=1)) == (played.act, played.after)
    assert form.needs | form.may == played.more.keys()


@pytest.mark.parametrize("act", Act)
def test_what_every_act_needs_is_missed_by_its_name(act: Act, tmp_path: Path) -> None:
    whole = step(act, FITTING[FORMS[act].value][0])
    for key in ({"at", "who"} & whole.keys()) | FORMS[act].needs:
        if (act, key) == (Act.EDITS, "says"):
            continue
        assert f", step 2: {key} is missing." == wrong(tmp_path, story(without(whole, key)))


@pytest.mark.parametrize("act", Act)
def test_a_key_that_no_act_knows_is_told_with_those_it_knows(act: Act, tmp_path: Path) -> None:
    told = wrong(tmp_path, story(step(act, FITTING[FORMS[act].value][0], when="soon")))

    assert told.startswith(', step 2: "when" is not known here; known are at, ')
    assert all(key in told for key in FORMS[act].needs | FORMS[act].may)


@pytest.mark.parametrize("act", Act)
def test_a_value_that_no_act_can_have_is_told_with_its_key(act: Act, tmp_path: Path) -> None:
    told = wrong(tmp_path, story(step(act, FITTING[FORMS[act].value][1])))

    assert told.startswith(f", step 2, {act}: ")


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.FAULT])
def test_an_app_does_what_its_form_says_and_nothing_else(act: Act, tmp_path: Path) -> None:
    told = story(step(act, FITTING[FORMS[act].value][0], who="probe"))

    if FORMS[act].by_apps:
        assert "probe" == read(tmp_path, told).steps[-1].who
    else:
        assert ", step 2: probe is an app, and what an app does is says, edits, deletes." == wrong(tmp_path, told)


SAID = {"at": "1m", "who": "ana", "says": "three are there"}
WRONG_STEPS: dict[str, tuple[Any, str]] = {
    "a stranger": (SAID | {"who": "bo"}, ', step 2: there is nobody called "bo"; the people are leo, ana, probe.'),
    "a time that is none": (
        SAID | {"at": "soon"},
        ', step 2: at is a time since the clock such as 9m, 1h05m, 90s or 3d, not "soon".',
    ),
    "a time with something behind it": (
        SAID | {"at": "5m later"},
        ', step 2: at is a time since the clock such as 9m, 1h05m, 90s or 3d, not "5m later".',
    ),
    "a name that no step gave": (
        SAID | {"in": "lost"},
        ', step 2, in: no step before this one names a message "lost"; named so far are found.',
    ),
    "a name given twice": (SAID | {"as": "found"}, ', step 2, as: a message is called "found" already.'),
    "a command with a name": (
        {"at": "1m", "who": "leo", "types": "/incident list", "as": "list"},
        ", step 2: a command leaves no message that could have a name.",
    ),
    "a number for words": (
        SAID | {"says": 404},
        ', step 2, says: "404" is not text (YAML takes text as it is only in quotes).',
    ),
    "a person who posts as an app": (
        SAID | {"says": {"text": "three"}},
        ", step 2: only an app posts text, blocks, attachments; ana says words.",
    ),
    "an app with what Slack does not have": (
        SAID | {"who": "probe", "says": {"markdown": "three"}},
        ', step 2, says: "markdown" is not known here; known are text, blocks, attachments.',
    ),
    "an argument that the fault does not have": (
        {"at": "1m", "fault": {"slow": {"seconds": 3}}},
        ', step 2, fault, slow: "seconds" is not known here; known are method, ms.',
    ),
    "a fault without what it needs": (
        {"at": "1m", "fault": {"slow": {}}},
        ", step 2, fault, slow: missing a required argument: 'ms'.",
    ),
    "a fault with a word for arguments": (
        {"at": "1m", "fault": {"slow": "very"}},
        ", step 2, fault, slow: the arguments are a mapping of method, ms.",
    ),
    "no step at all": ("says", ", step 2: a step is a mapping such as {at: 1m, who: ana, presses: Accept}."),
}


@pytest.mark.parametrize("name", WRONG_STEPS)
def test_what_is_wrong_with_a_step_is_a_sentence(name: str, tmp_path: Path) -> None:
    told, sentence = WRONG_STEPS[name]

    assert sentence == wrong(tmp_path, story(told))


def test_a_step_that_does_nothing_or_two_things_is_told_what_can_be_done(tmp_path: Path) -> None:
    nothing = wrong(tmp_path, story({"at": "1m", "who": "ana", "shouts": "three"}))
    two = wrong(tmp_path, story(SAID | {"presses": "Accept"}))

    assert all(act in nothing and act in two for act in Act)
    assert "does nothing that is known (at, who, shouts)" in nothing
    assert two.endswith("this one does says and presses.")


def test_a_fault_is_one_that_the_local_slack_has_and_a_standing_clock_can_show(tmp_path: Path) -> None:
    told = wrong(tmp_path, story({"at": "1m", "fault": {"deaf": {}}}))

    assert f', step 2, fault: "deaf" is not known here; known are {", ".join(STORY_FAULTS)}.' == told


def test_time_does_not_go_back(tmp_path: Path) -> None:
    told = wrong(tmp_path, story(SAID | {"at": "1h05m"}, SAID | {"at": "64m"}))

    assert ", step 3: time goes back, from 1h05m to 64m." == told


def test_before_the_first_name_none_is_known(tmp_path: Path) -> None:
    told = wrong(tmp_path, story(steps=[SAID | {"in": "found"}]))

    assert ', step 1, in: no step before this one names a message "found"; none has a name so far.' == told


WRONG_FILES: dict[str, tuple[Callable[[Json], object], str]] = {
    "not YAML": (lambda _: "steps: [", ": this is not YAML: "),
    "no mapping": (lambda _: ["steps"], ": a story is a mapping of title, note, clock, people, steps."),
    "empty": (lambda _: "", ": a story is a mapping of title, note, clock, people, steps."),
    "no people": (lambda told: without(told, "people"), ": people is missing."),
    "nobody": (lambda told: told | {"people": {}}, ": people is a mapping of handles to names, "),
    "apps alone": (lambda told: told | {"people": {"x": {"bot": True}}}, ": somebody among the people has to be"),
    "a person of numbers": (lambda told: told | {"people": {"leo": 7}}, ", people, leo: a person is a name, or"),
    "a person too well known": (
        lambda told: told | {"people": {"leo": {"shoe_size": 44}}},
        ', people, leo: "shoe_size" is not known here; known are name, tz, email, guest, deleted, bot.',
    ),
    "a place for a zone": (
        lambda told: told | {"people": {"leo": {"tz": "Berlin"}}},
        ', people, leo: "Berlin" is no time zone such as Europe/Berlin.',
    ),
    "an unknown key": (
        lambda told: told | {"weather": 2},
        ': "weather" is not known here; known are title, note, clock, people, steps.',
    ),
    "a clock without a date": (lambda told: told | {"clock": "nine"}, ": the clock is an instant such as"),
    "no steps": (lambda told: told | {"steps": []}, ": steps is a list of one step at least."),
    "one step": (lambda told: told | {"steps": SAID}, ": steps is a list of one step at least."),
}


@pytest.mark.parametrize("name", WRONG_FILES)
def test_what_is_wrong_with_a_file_is_a_sentence(name: str, tmp_path: Path) -> None:
    change, sentence = WRONG_FILES[name]

    assert wrong(tmp_path, change(story())).startswith(sentence)


def test_the_command_prints_the_sentence_and_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nowhere.yaml"
    code = main(["replay", str(path), "--out", str(tmp_path / "out")])

    assert 2 == code
    assert ("", f"{path}: this file cannot be read: No such file or directory.\n") == capsys.readouterr()
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("at", "after"),
    [
        ("9m", timedelta(minutes=9)),
        ("1h05m", timedelta(minutes=65)),
        ("90s", timedelta(seconds=90)),
        ("1.5h", timedelta(minutes=90)),
        ("3d", timedelta(days=3)),
        (7, timedelta(minutes=7)),
        (0.5, timedelta(seconds=30)),
        (-1, None),
        (True, None),
        ("", None),
        ("9", None),
        (None, None),
    ],
)
def test_a_time_is_told_in_days_hours_minutes_and_seconds(at: object, after: timedelta | None) -> None:
    assert after == elapsed(at)


def test_a_clock_without_a_zone_is_in_utc(tmp_path: Path) -> None:
    assert datetime(2026, 5, 14, 9, tzinfo=UTC) == read(tmp_path, story(clock="2026-05-14 09:00")).opens_at
