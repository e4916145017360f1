"""Editing what was asked of Sitrep corrects it: what was misread is carried out, what is on record is put right."""

from dataclasses import replace
from datetime import timedelta

from bot.incident import facts as f
from tests.scenarios.conftest import MORNING, Scene


async def test_a_misread_command_is_carried_out_once_it_is_edited_and_one_that_gets_our_name(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    ts = await scene.says("ana", "@Sitrep reprot logs: 2 of 14 found")
    heard = len(scene.whispers("ana"))
    await scene.does("edits", "ana", ts, "@Sitrep report logs: 2 of 14 found")

    assert [report.conditions for report in await scene.facts(f.Reported)] == ["2 of 14 found"]
    assert len(scene.whispers("ana")) == heard + 1

    await scene.after(1)
    await scene.does("edits", "ana", ts, "@Sitrep report logs: 3 of 14 found")

    assert [report.conditions for report in await scene.facts(f.Reported)] == ["2 of 14 found", "3 of 14 found"]
    assert "3 of 14 found" in await scene.card()

    ts = await scene.says("ana", "decide restore by hand")
    await scene.does("edits", "ana", ts, "@Sitrep decide restore by hand")

    assert [decided.what for decided in await scene.facts(f.Decided)] == ["restore by hand"]


async def test_what_is_on_record_is_put_right_under_its_id_and_the_first_words_stay(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    for typed, edited, kind in (
        ("impact 140 documents", "impact 14 documents", f.ImpactStated),
        ("impact 14 papers", "impact 14 documents", f.ImpactStated),
        ("decide restore by had", "decide restore by hand", f.Decided),
        ("unknown since what hour", "unknown since when", f.UnknownRaised),
        ("need the keys of the archive", "need access to the archive", f.NeedStated),
        ("customer Nortwind cannot file", "customer Northwind cannot file", f.CustomerAffected),
        ("think a bad dsk", "think a bad disk", f.HypothesisRaised),
    ):
        before = len(await scene.facts(kind))
        ts = await scene.says("ana", f"@Sitrep {typed}")
        heard = len(scene.whispers("ana"))
        await scene.after(1)
        await scene.does("edits", "ana", ts, f"@Sitrep {edited}")
        first, second = (await scene.facts(kind))[before:]

        assert first.id == second.id, typed
        assert first != second, typed
        assert len(scene.whispers("ana")) == heard + 1, typed


async def test_an_edited_note_keeps_its_time_and_its_number_until_its_time_is_edited(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    ts = await scene.says("ana", "@Sitrep note 10:20 the index hodls all")
    await scene.does("edits", "ana", ts, "@Sitrep note 10:20 the index holds all")
    first, second = [entry for entry in await scene.entries() if isinstance(entry.fact, f.Noted)]

    assert (first.at, f.Noted(text="the index holds all", corrects=first.seq)) == (second.at, second.fact)

    ts = await scene.says("ana", "@Sitrep note 10:20 the index is whole")
    await scene.does("edits", "ana", ts, "@Sitrep note 10:40 the index is whole")
    timeline = await scene.types("leo", "/incident timeline")
    first_line, moved = [line for line in timeline.splitlines() if "the index is whole" in line]

    assert "10:40" in scene.whispers("ana")[-1]
    assert first_line.startswith("10:20")
    assert first_line.endswith("corrected at 11:00")
    assert moved.startswith("10:40")


async def test_the_brief_follows_an_edit_made_while_nobody_listened_and_each_counts_once_however_often_it_comes(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    ts = await scene.says("ana", "@Sitrep impact 140 documents")
    await scene.after(5)
    await scene.stops()
    await scene.does("edits", "ana", ts, "@Sitrep impact 14 documents")
    await scene.starts_again()
    await scene.after(1)
    brief = await scene.types("leo", "/incident summary")

    assert "14 documents" in brief
    assert "140 documents" not in brief
    assert [impact.low for impact in await scene.facts(f.ImpactStated)] == [140, 14]

    scene.stage.slack.faults.duplicate(times=5)
    await scene.does("edits", "ana", ts, "@Sitrep impact 12 documents")

    assert [("I1", 140), ("I1", 14), ("I1", 12)] == [(i.id, i.low) for i in await scene.facts(f.ImpactStated)]


async def test_an_edit_that_a_version_before_this_one_followed_is_followed_once(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    ts = await scene.says("ana", "@Sitrep decide restore by had")
    channel, (first,) = await scene.channel(), await scene.facts(f.Decided)
    scene.stage.slack.faults.drop(times=2)  # as an edit, and as a mention
    await scene.does("edits", "ana", ts, "@Sitrep decide restore by hand")
    named_before = f"edit:{channel.id}:{ts}:{channel.messages[ts].body['edited']['ts']}"
    right = replace(first, what="restore by hand")
    await scene.stage.app.desk.act(1, lambda _: [right], by=scene.id("ana"), cause=named_before)
    heard = scene.whispers("ana")
    await scene.stops()
    scene.turns(5)
    await scene.starts_again()

    assert [first, right] == await scene.facts(f.Decided)
    assert heard == scene.whispers("ana")


async def test_an_edit_is_the_same_one_when_the_channel_that_it_names_has_another_name_by_now(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.people.creates("leo", "storage")
    ts = await scene.says("ana", "@Sitrep decide to ask")
    await scene.does("edits", "ana", ts, "@Sitrep decide to ask #storage")
    heard, decided = scene.whispers("ana"), await scene.facts(f.Decided)
    await scene.stops()
    await scene.people.renames("leo", "storage", "archive")
    scene.turns(5)
    await scene.starts_again()

    assert ["to ask", "to ask #storage"] == [one.what for one in decided]
    assert decided == await scene.facts(f.Decided)
    assert heard == scene.whispers("ana")


ONCE: tuple[tuple[str, str, type[f.Fact], list[str]], ...] = (
    ("told C1 we are on ti", "told C1 we are on it", f.CustomerTold, ["we are on it"]),
    ("confirm H1 a bad dsk", "confirm H1 a bad disk", f.HypothesisConfirmed, ["a bad disk"]),
    ("rule out the index is fnie", "rule out H2 the index is fine", f.HypothesisRuledOut, ["the index is fine"]),
    ("told Northgate all dnoe", "told Northgate all is back done", f.CustomerTold, ["we are on it", "all is back"]),
)


async def test_what_happened_once_stands_once_in_its_new_words_and_at_its_own_hour(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident customer Northgate cannot file")
    await scene.types("ana", "/incident think the disk")
    await scene.types("ana", "/incident think the index")
    for typed, edited, kind, stands in ONCE:
        said_at = scene.stage.clock.now()
        ts = await scene.says("ana", f"@Sitrep {typed}")
        heard = len(scene.whispers("ana"))
        await scene.after(3)
        await scene.does("edits", "ana", ts, f"@Sitrep {edited}")
        known = (await scene.incident()).of(kind)
        entry, _ = known[-1]

        assert stands == [getattr(fact, "what", "") or getattr(fact, "evidence", "") for _, fact in known]
        assert (said_at, timedelta(minutes=3)) == (entry.at, entry.recorded_at - entry.at)
        assert len(scene.whispers("ana")) == heard + 1
        assert "Your edit changed nothing" not in scene.whispers("ana")[-1]

    await scene.types("ana", "/incident think the cable")
    ts = await scene.says("ana", "@Sitrep rule out H3 it is fnie")
    await scene.does("edits", "ana", ts, "@Sitrep rule out H3 it is fine")
    await scene.types("ana", "/incident undo")

    assert "open" == (await scene.incident()).hypotheses[-1].outcome  # once its edited words are taken back


async def test_a_promise_of_an_edited_contact_counts_from_when_it_was_made(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident customer Northgate cannot file")
    ts = await scene.says("ana", "@Sitrep told C1 we are on ti next 30m")
    for typed in ("told C1 we are on it next 30m", "told C1 we are all on it next 30m"):
        await scene.after(5)
        await scene.does("edits", "ana", ts, f"@Sitrep {typed}")
    (contact,) = (await scene.incident()).customers[0].contacts

    assert ("we are all on it", MORNING + timedelta(minutes=30)) == (contact.what, contact.promised_at)


async def test_an_edited_answer_to_a_reminder_is_the_report_put_right(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    ts = await scene.says("ana", "2 of 14 found", where="dm")
    for words in ("3 of 14 found", "4 of 14 found"):  # within one second, which is as fine as Slack dates an edit
        await scene.does("edits", "ana", ts, words, "dm")
    entries = [entry for entry in await scene.entries() if isinstance(entry.fact, f.Reported)]

    assert [entry.fact.conditions for entry in entries] == ["2 of 14 found", "3 of 14 found", "4 of 14 found"]
    assert {entry.fact.role for entry in entries} == {"logs"}


async def test_where_an_edit_puts_nothing_right_its_author_is_told_what_stands(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    for idea in ("the disk", "the index", "the cable"):
        await scene.types("ana", f"/incident think {idea}")
    for typed, edited in (
        ("customer Acme cannot pay", "customer Acme, Brandt cannot pay"),
        ("note 10:20 the index hodls all", "note 10:20 the index holds all\n10:25 the disk is full"),
        ("confirm H1 a bad disk", "rule out H1 a bad disk"),
        ("confirm H2 a bad index", "confirm H3 a bad index"),
        ("decide restore by hand", "resolve"),
        ("decide restore by night", "decidde restore it"),
        ("sev 1 worse", "sev 2 worse"),
    ):
        ts = await scene.says("ana", f"@Sitrep {typed}")
        before, heard = await scene.entries(), len(scene.whispers("ana"))
        await scene.does("edits", "ana", ts, f"@Sitrep {edited}")

        assert before == await scene.entries(), typed
        assert "Your edit changed nothing on record" in scene.whispers("ana")[-1]
        assert len(scene.whispers("ana")) == heard + 1


async def test_an_edit_that_takes_our_name_out_is_told_what_stands_if_anything_does(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    ts = await scene.says("ana", "@Sitrep decide restore by hand")
    before, heard = await scene.entries(), len(scene.whispers("ana"))
    await scene.does("edits", "ana", ts, "decide restore by tape")

    assert before == await scene.entries()
    assert "Your edit changed nothing on record" in scene.whispers("ana")[-1]
    assert "restore by hand" in scene.whispers("ana")[-1]
    assert len(scene.whispers("ana")) == heard + 1

    await scene.does("edits", "ana", ts, "@Sitrep decide restore by tape")
    await scene.types("ana", "/incident undo")
    await scene.types("ana", "/incident undo")
    asked = await scene.says("ana", "@Sitrep list")
    before, heard = await scene.entries(), len(scene.whispers("ana"))
    await scene.does("edits", "ana", ts, "restore by tape")
    await scene.does("edits", "ana", asked, "which are there")

    assert ["restore by hand", "restore by tape"] == [one.what for one in await scene.facts(f.Decided)]
    assert (before, heard) == (await scene.entries(), len(scene.whispers("ana")))  # nothing of it stands


async def test_who_deletes_what_is_on_record_is_asked_once_and_may_keep_or_strike_it(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    ts = await scene.says("ana", "@Sitrep decide restore by hand")
    await scene.does("deletes", "ana", ts)
    before = await scene.entries()

    assert "It still counts in INC-1" in await scene.presses("ana", "Keep it")
    assert before == await scene.entries()

    ts = await scene.says("ana", "@Sitrep impact 140 documents")
    heard = len(scene.whispers("ana"))
    await scene.after(30)
    await scene.does("deletes", "ana", ts)

    assert "Should it still count there?" in scene.whispers("ana")[-1]
    assert len(scene.whispers("ana")) == heard + 1
    await scene.presses("ana", "Strike it")
    assert () == (await scene.incident()).of(f.ImpactStated)

    ts = await scene.says("ana", "@Sitrep list")
    heard = len(scene.whispers("ana"))
    await scene.does("deletes", "ana", ts)

    assert len(scene.whispers("ana")) == heard  # who deletes a question is asked nothing


async def test_the_preview_that_slack_adds_to_a_link_is_no_edit(scene: Scene) -> None:
    await scene.start()
    ts = await scene.says("leo", "@sitrep note see https://grafana.example.com/d/abc_1")
    before = scene.whispers("leo")
    await scene.after(1)

    assert "attachments" in (await scene.channel()).messages[ts].body
    assert before == scene.whispers("leo")
    assert 1 == len(await scene.facts(f.Noted))
