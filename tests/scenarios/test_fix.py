"""`fix` corrects the words of a record by its id: the first ones stay on record, every page shows the new ones."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def test_the_new_words_stand_under_the_old_id_and_both_are_on_the_timeline(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    cases = (
        ("think the rename lots the owner", "fix H1 the rename lost the owner", "the rename lost the owner"),
        ("decide restore by had", "fix D1 restore by hand", "restore by hand"),
        ("unknown how many are hrt", "fix U1: how many are hurt", "how many are hurt"),
        ("risk a fine of 10k", "correct R1 to a fine of 100k", "a fine of 100k"),
        ("need an admin of the arkive", "amend N1 -> an admin of the archive", "an admin of the archive"),
        ("impact 140 documents", "correction I1 14 documents", "14 documents"),
        ("impact money lost 60k EUR", "fix M1 lost 6k EUR", "6,000"),
        ("customer Nortwind cannot file", "fix C1 Northwind", "Northwind"),
    )
    for minutes, (first, fixed, shown) in enumerate(cases, start=1):
        await scene.types("ana", f"/incident {first}")
        before = await scene.entries()
        await scene.after(1)
        answer = await scene.types("leo", f"/incident {fixed}")
        written = [getattr(entry.fact, "id", "") for entry in (await scene.entries())[len(before) :]]
        timeline = (await scene.types("ana", "/incident timeline")).splitlines()

        assert shown in answer
        assert [fixed.split()[1].strip(":")] == [*filter(None, written)]
        assert shown in timeline[-2]  # before the line that counts what keeps the house
        assert [line for line in timeline if f"corrected at 11:{minutes:02} by Leo Torres" in line], fixed


async def test_a_note_has_a_number_every_page_shows_the_new_words_and_a_closed_incident_takes_them(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    answer = await scene.types("ana", "/incident note the index hodls all")
    number = next(entry.seq for entry in await scene.entries() if isinstance(entry.fact, f.Noted))
    await scene.types("ana", f"/incident fix #{number} the index holds all")
    timeline = await scene.types("ana", "/incident timeline")

    assert f"#{number}" in answer
    assert f"#{number}" in timeline
    assert ["the index hodls all", "the index holds all"] == [note.text for note in await scene.facts(f.Noted)]
    assert timeline.count("corrected at") == 1

    await scene.types("ana", "/incident decide restore by had")
    await scene.after(20)
    await scene.types("ana", "/incident fix D1 restore by hand")
    card, brief = await scene.card(), await scene.types("ana", "/incident summary")
    await scene.types("leo", "/incident resolve")
    review = await scene.types("ana", "/incident review")
    await scene.types("leo", "/incident close anyway")
    answer = await scene.types("ana", "/incident fix D1 restore all by hand")

    assert "by had" not in card + brief
    assert "restore by hand" in brief
    assert review.count("restore by hand") >= 1
    assert "restore all by hand" in answer
    assert "closed" in answer
    assert "closed" == (await scene.incident(1)).status


async def test_a_hypothesis_keeps_what_settled_it_each_kind_is_put_right_by_its_name_and_others_say_their_way(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident think a bad dsk / likely")
    await scene.types("ana", "/incident fix H1 A bad dsk")
    await scene.types("ana", "/incident confirm H1 smartctl says so")
    await scene.types("ana", "/incident fix H1 a bad disk")
    known = (await scene.incident()).hypotheses

    assert [("H1", "a bad disk", "likely", "confirmed")] == [(h.id, h.text, h.likelihood, h.outcome) for h in known]
    assert "a bad disk" in await scene.card()

    await scene.types("ana", "/incident decide restore by had")
    await scene.types("ana", "/incident note the index hodls all")
    noted = next(entry.seq for entry in await scene.entries() if isinstance(entry.fact, f.Noted))
    cases: tuple[tuple[str, type[f.Fact]], ...] = (
        ("fix title Documents under the wrong owner", f.TitleSet),
        ("correct time detected 10:50", f.TimeSet),
        ("fix plan b: export by hand", f.Planned),
        (f"fix note {noted} the index holds all", f.Noted),
        ("fix decision D1 restore by hand", f.Decided),
    )
    for typed, kind in cases:
        before = len(await scene.facts(kind))
        await scene.types("ana", f"/incident {typed}")

        assert before + 1 == len(await scene.facts(kind)), typed

    await scene.types("ana", "/incident report two of fourteen")
    await scene.types("ana", "/incident status identified")
    number_of = {type(entry.fact): entry.seq for entry in await scene.entries()}
    for kind, instead in ((f.Reported, "/incident report"), (f.StatusSet, "timeline"), (f.TimeSet, "/incident time")):
        answer = await scene.types("ana", f"/incident fix {number_of[kind]} three of fourteen")

        assert instead in answer


async def test_what_cannot_be_fixed_says_why_a_form_holds_the_present_words_and_the_last_ones_are_undone_alone(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident decide restore by had")
    before = await scene.entries()
    for fixed, said in (
        ("fix D7 restore by hand", "There is no D7"),
        ("fix #999 restore by hand", "There is no #999"),
        ("fix restore by hand", "Which record?"),
        ("fix D1 restore by had", "it is so already"),
    ):
        assert said in await scene.types("ana", f"/incident {fixed}"), fixed
    outside = await scene.types("eva", "/incident INC-1 fix D1 restore nothing", where=LOBBY)
    await scene.types("leo", "/incident fix D1")
    unchanged = await scene.submits("leo", "In your words")

    assert "Only people in its channel" in outside
    assert "it is so already" in unchanged
    assert before == await scene.entries()

    await scene.types("leo", "/incident fix D1")
    await scene.submits("leo", "In your words", words="restore by hand")
    await scene.says("ana", "@Sitrep fix D1 restore all by hand")
    three = [decided.what for decided in await scene.facts(f.Decided)]
    await scene.types("ana", "/incident undo")
    stand = [decided.what for _, decided in (await scene.incident()).of(f.Decided)]

    assert ["restore by had", "restore by hand", "restore all by hand"] == three
    assert ["restore by had", "restore by hand"] == stand

    await scene.types("ana", "/incident decide wait for the copy")
    await scene.types("ana", "/incident undo")
    answer = await scene.types("leo", "/incident fix D2 wait for both copies")

    assert "D2 was taken back" in answer
    assert "a decision" in answer
