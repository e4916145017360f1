"""`sitrep import export.zip`: a channel becomes an incident, once; what is no export is said to be none."""

import asyncio
import math
import re
import resource
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.__main__ import main
from bot.cli.hindrances import Exit, Hindrance
from bot.cli.past import channel
from bot.clock import RealClock
from bot.desk import Desk
from bot.desk.reading import Snapshot
from bot.ids import Ids
from bot.incident import due, effect_rules, members
from bot.incident.policy import Policy
from bot.incident.state import Case
from bot.requests.marks import MARK_NAMES
from bot.slack import export as exports
from bot.slack.export import NoExport, WorkspaceExport
from bot.store.engine import Store
from bot.store.migrations import migrate
from bot.store.people import Person
from tests.exported import CHANNELS, MESSAGES, NAME, PEOPLE, export, said, ts


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where exports and a database are; which database it is matters to one of these tests alone."""
    url = f"sqlite:///{tmp_path}/sitrep.db"
    migrate(url)
    monkeypatch.setenv("DATABASE_URL", url)
    return tmp_path


def typed(path: Path, *more: str) -> int:
    return main(["import", str(path), "--channel", f"#{NAME}", *more])


def page(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert 0 == main(["incident", *words])
    return capsys.readouterr().out


async def met(url: str) -> None:
    """Mia has asked Sitrep something before: her workspace is known to be ours."""
    store = await Store.open_beside(url)
    try:
        desk = Desk(store, clock=RealClock(), ids=Ids(), policy=Policy())
        await desk.meet([Person(id="U0MIA", name="mia", is_ours=True)])
    finally:
        await store.close()


async def seen(url: str, number: int = 1) -> Snapshot:
    store = await Store.open_to_read(url)
    try:
        desk = Desk(store, clock=RealClock(), ids=Ids(), policy=Policy())
        return await desk.view(number, pin_names=MARK_NAMES.all)
    finally:
        await store.close()


def test_what_was_marked_and_pinned_stands_in_the_timeline_at_its_hour(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == typed(export(folder / "export.zip"))
    told = page(capsys, "INC-1", "timeline", "all")

    assert "12 March 2025 23:46 UTC mia said “Tickets are not printed at pier 4” · 💥 harm" in told
    assert "13 March 2025 00:05 UTC tom said “rolled the driver back, tickets come out”" in told
    assert "12 March 2025 23:45 UTC Sitrep saw mia join the channel" in told
    assert "looking at the driver" not in told


def test_the_pages_say_where_it_is_from_and_what_cannot_be_known(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(export(folder / "export.zip"))
    told = capsys.readouterr().out
    brief, summary = page(capsys, "INC-1", "summary"), page(capsys, "INC-1", "review")

    assert "Imported as INC-1: “inc-7-ferry-tickets”" in told
    assert "5 messages by 3 people and 1 automatic" in told
    assert "Automatic messages are by “PagerThing” (1)" in told
    assert "1 author is not in the export's list of people" in told
    assert "When it was over is not in it." in brief
    assert "set it to resolved" not in brief
    assert "| resolved | not on record | |" in summary
    assert "| declared | not on record | |" in summary
    assert "Not in the export: messages that were deleted; what a message said before its last edit" in summary


@pytest.mark.parametrize("who", ["nobody.knows", "U0PAGER"])
def test_only_somebody_who_was_there_is_asked_and_else_nothing_is_imported(
    who: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = typed(export(folder / "export.zip"), "--asks", who)
    told = capsys.readouterr()
    typed(folder / "export.zip")
    imported = capsys.readouterr().out

    assert Exit.FOUND == refused
    assert f"nobody who can be asked is called '{who}'" in told.err
    assert "Imported as INC-1" in imported
    assert "Nobody was asked to" in imported


def test_its_pages_read_true_a_year_later(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed(export(folder / "export.zip"))
    listed, card = page(capsys, "list", "all"), page(capsys, "INC-1")
    review, timeline = page(capsys, "INC-1", "review"), page(capsys, "INC-1", "timeline")
    picture = page(capsys, "INC-1", "export", "glance")

    assert "resolved, imported, its last message 13 March 2025 00:10 UTC" in listed
    assert "Imported, last message 13 March 2025 00:10 UTC" in card
    assert "nothing confirmed yet: `/incident review INC-1`" in card
    assert "draft, compiled from the record\n" in review
    assert "only people know; nobody is asked about an imported one" in review
    assert "12 March 2025 23:46 UTC mia said" in timeline
    assert (
        "12 March 2025 to 13 March 2025 · hours in UTC. State: not on record while it ran. Harm: begin not" in picture
    )
    assert not re.search(r"ended 13 March|since 13 March|not asked yet|falls to", listed + card + review)


WRENCHED = said(30, "U0TOM", "reinstalled the spooler", reactions=[{"name": "wrench", "users": ["U0TOM"], "count": 1}])


def test_it_is_found_by_what_its_marked_messages_say_and_not_by_the_others(
    folder: Path, database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    asyncio.run(met(database_url))
    typed(export(folder / "export.zip", messages=[*MESSAGES, WRENCHED]), "--title", "Quay")
    assert 0 == main(["incident", "--as", "U0MIA", "INC-1 time impact start 2025-03-12 23:40"])
    typed(folder / "export.zip", "--title", "Quay")
    by_harm, by_pin, by_fix = (page(capsys, "similar", *w) for w in (["pier"], ["rolled", "back"], ["spooler"]))

    assert "INC-1 · Quay · 2025-03-12" in by_harm
    assert "It looked like: “Tickets are not printed at pier 4”, not confirmed" in by_harm
    assert "It was: not on record" in by_harm
    assert "What fixed it: “reinstalled the spooler”, not confirmed" in by_fix
    assert "INC-1" in by_pin
    assert Exit.FOUND == main(["incident", "similar", "thank"])
    assert "INC-1" in page(capsys, "search", "spooler")


def test_the_marked_messages_of_a_private_channel_are_found_by_nobody_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    talk, ferry = CHANNELS
    asyncio.run(met(f"sqlite:///{folder}/sitrep.db"))
    typed(export(folder / "export.zip", channels=[talk], groups=[ferry]))

    assert [Exit.FOUND] * 2 == [main(["incident", verb, "pier"]) for verb in ("similar", "search")]
    assert "INC-1" in page(capsys, "--as", "U0MIA", "similar pier")


def test_the_same_export_twice_is_one_incident(
    folder: Path, database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    typed(export(folder / "export.zip"))
    before = page(capsys, "INC-1", "timeline", "all")
    typed(folder / "export.zip")

    assert "nothing new" in capsys.readouterr().out
    assert before == page(capsys, "INC-1", "timeline", "all")
    assert 1 == page(capsys, "list", "all").count("INC-")


def test_what_it_was_called_at_first_is_no_news_when_it_is_imported_without_a_name(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(export(folder / "export.zip"), "--title", "Ferry tickets are not printed")
    before = page(capsys, "INC-1", "timeline", "all")
    typed(folder / "export.zip")

    assert "nothing new: “Ferry tickets are not printed”" in capsys.readouterr().out
    assert before == page(capsys, "INC-1", "timeline", "all")


def test_a_later_export_of_the_channel_adds_what_is_new(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed(export(folder / "export.zip"), "--title", "Ferry tickets are not printed")
    pinned = said(40, "U0TOM", "a new driver is out", reactions=[{"name": "pushpin", "users": ["U0MIA"], "count": 1}])
    typed(export(folder / "later.zip", messages=[*MESSAGES, pinned]))
    told = page(capsys, "INC-1", "timeline")

    assert told.startswith("Timeline of INC-1: Ferry tickets are not printed")
    assert "00:25 UTC tom said “a new driver is out”" in told
    assert "read 7 messages" in told


def test_nobody_is_told_and_nobody_is_reminded(folder: Path) -> None:
    typed(export(folder / "export.zip"))
    incident = asyncio.run(seen(f"sqlite:///{folder}/sitrep.db")).incident

    assert not incident.is_open
    assert due.next_at(Case(incident, RealClock().now(), "bot")) is None
    assert () == effect_rules.effects(incident, incident, incident.entries)


def test_a_private_channel_is_for_those_in_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    talk, ferry = CHANNELS
    typed(export(folder / "export.zip", channels=[talk], groups=[ferry]))
    capsys.readouterr()

    assert Exit.FOUND == main(["incident", "INC-1", "timeline"])
    assert "There is no INC-1" in capsys.readouterr().err
    assert "pier 4" not in page(capsys, "list", "all")
    assert {"U0MIA", "U0TOM"} == members.insiders(asyncio.run(seen(f"sqlite:///{folder}/sitrep.db")).incident)


SHAPES: Mapping[str, dict[str, Any]] = {
    "without a list of people": {"people": None},
    "packed in a folder by another tool": {"top": "harbour export 2025/"},
    "its people in another zone": {"people": [{**one, "tz": "Pacific/Auckland"} for one in PEOPLE]},
    "with ids that no database takes, and times that are none": {
        "messages": [
            said(1, "U\0\ud800", "gone", thread_ts="abc", edited={"ts": "abc"}),
            said(2, "U0TOM", "back", reactions=[{"name": "boom", "users": ["\ud800", 7]}]),
            {"type": "message", "subtype": "channel_join", "user": "\ud800", "ts": ts(3)},
        ],
        "channels": [{**CHANNELS[1], "members": ["\ud800\0"]}],
    },
    "by another tool's bot alone": {"messages": [said(3, "", "declared", bot_id="B1", username="incident tool")]},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_poorer_export_is_imported_and_says_what_it_lacks(
    shape: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == typed(export(folder / "export.zip", **SHAPES[shape]))
    assert "Not in an export:" in capsys.readouterr().out


def without_its_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def of_something_else(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("holiday/beach.jpg", b"\xff\xd8")


def with_a_day_that_is_no_json(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(f"{NAME}/2025-03-14.json", b"[{")


def with_a_message_without_time(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(f"{NAME}/2025-03-14.json", b'[{"type": "message", "text": "when?"}]')


def with_a_message_of_a_year_that_no_calendar_has(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(f"{NAME}/2025-03-14.json", b'[{"type": "message", "text": "when?", "ts": "999999999999.000001"}]')


def with_a_pin_without_time(path: Path) -> None:
    export(path, channels=[{**CHANNELS[1], "pins": [{"id": ts(1), "created": math.inf}]}])


def with_nothing_said(path: Path) -> None:
    export(path, messages=[])


BROKEN = {
    without_its_end: "it is no zip file, or only a part of one.",
    of_something_else: "it is no export of a Slack workspace: it has no channels.json.",
    with_a_day_that_is_no_json: f"{NAME}/2025-03-14.json is no JSON.",
    with_a_message_without_time: f"{NAME}/2025-03-14.json: a message has no time (`ts`).",
    with_a_message_of_a_year_that_no_calendar_has: f"{NAME}/2025-03-14.json: a message has no time (`ts`).",
    with_a_pin_without_time: "channels.json: a channel is not as Slack writes one.",
    with_nothing_said: f"#{NAME} is in it, and nothing that was said there.",
}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda one: one.__name__)
def test_a_broken_export_is_named_and_nothing_is_imported(
    broken: Any, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(folder / "export.zip")
    broken(path)

    assert Exit.FOUND == typed(path)
    assert f"{path}: {BROKEN[broken]} Nothing was imported.\n" == capsys.readouterr().err
    assert "There is no incident" in page(capsys, "list", "all")


def test_a_channel_that_is_not_in_it_is_answered_with_those_that_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(folder / "export.zip")

    assert Exit.FOUND == main(["import", str(path), "--channel", "inc-8"])
    assert f"it has no channel #inc-8. In it are: #general, #{NAME}." in capsys.readouterr().err
    assert Exit.FOUND == main(["import", str(path)])
    assert f"say which channel with --channel. In it are: #general, #{NAME}." in capsys.readouterr().err


def test_a_day_that_unpacks_to_more_than_slack_writes_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export(folder / "export.zip")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{NAME}/2025-03-14.json", b" " * 3_000_000)
    monkeypatch.setattr(exports, "FILE_BYTES_MAX", 2_000_000)

    assert Exit.FOUND == typed(path)
    assert "is larger than 1 MB" in capsys.readouterr().err


def test_one_that_is_broken_off_leaves_no_incident_and_can_go_on(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, days = export(folder / "export.zip"), iter([None])
    hear = Desk.hear_past

    async def broken_off(desk: Desk, *what: Any) -> None:
        if next(days, "over") == "over":
            raise KeyboardInterrupt
        await hear(desk, *what)

    monkeypatch.setattr(Desk, "hear_past", broken_off)
    assert Exit.INTERRUPTED == typed(path)
    assert "There is no incident" in page(capsys, "list", "all")
    monkeypatch.setattr(Desk, "hear_past", hear)

    assert 0 == typed(path)
    assert "Imported as INC-1" in capsys.readouterr().out
    assert "rolled the driver back" in page(capsys, "INC-1", "timeline")


def test_ten_times_as_many_messages_need_no_more_memory(tmp_path: Path) -> None:
    """The most that a process held only grows: the small one is read first, and the large one adds next to nothing."""
    talk = [said(minute / 2, "U0MIA", f"pier {minute}: 3 of 40 printers are out") for minute in range(30_000)]
    small, large = export(tmp_path / "s.zip", messages=talk[:3_000]), export(tmp_path / "l.zip", messages=talk)

    def read(path: Path) -> int:
        assert "" == fault_of(path)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    before_kb = read(small)

    assert read(large) - before_kb < 5_000


def fault_of(path: Path) -> str:
    """What is wrong with the export, in words, once all of its channel was read; empty for nothing."""
    try:
        with WorkspaceExport(path) as found:
            channel = found.channel(NAME)
            for day in found.days(channel):
                for _ in found.read(day, channel, marks=MARK_NAMES.reactions, pin="pin"):
                    pass
    except NoExport as wrong:
        return str(wrong)
    return ""


KEYS = {"ts", "user", "text", "subtype", "thread_ts", "reactions", "name", "users", "edited", "blocks", "type"} | {
    "elements", "attachments", "files", "bot_id", "bot_profile", "user_profile", "fields", "rows", "style"
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from([ts(1), "U0MIA", "rich_text"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(KEYS)), inner, max_size=6),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=st.dictionaries(st.sampled_from(sorted(KEYS)), JSON, max_size=12))
def test_no_message_ends_in_a_trace(tmp_path: Path, message: dict[str, Any]) -> None:
    path = export(tmp_path / "export.zip", messages=[{**message, "ts": ts(1)}])

    assert re.fullmatch(r"|.* is not as Slack writes one\.", fault_of(path))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 2000), byte=st.integers(0, 255))
def test_no_damaged_zip_ends_in_a_trace(tmp_path: Path, at: int, byte: int) -> None:
    path = export(tmp_path / "export.zip")
    raw = bytearray(path.read_bytes())
    raw[at % len(raw)] = byte
    path.write_bytes(bytes(raw))

    assert len(fault_of(path)) < 1000  # a sentence, or nothing: what could be read in spite of it


def test_several_files_are_no_export(folder: Path) -> None:
    with pytest.raises(Hindrance, match="imported alone"):
        asyncio.run(
            channel.bring_in(
                [folder / "a.zip", folder / "b.zip"],
                channel=NAME,
                title="",
                marks=MARK_NAMES,
                database_url="sqlite://",
                clock=RealClock(),
                ids=Ids(),
            )
        )
