"""What a team reads after a drill: how long each thing took, what was on time, by which ways it was put on record."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.incident.replay import replay
from bot.incident.state import Incident
from bot.story import debrief
from bot.story.debrief import Debrief
from bot.story.timeline import PinnedMessage
from tests.story.carta import ANA, BO, CHANNEL, LEO, OPENED, clock, told

LEADS = ("13:23", LEO, f.RoleTaken(role="lead", person=LEO))
LOGS = ("13:24", ANA, f.RoleTaken(role="logs", person=ANA))
WRONG = ("13:30", BO, f.HypothesisRaised(id="H1", text="the clean-up deleted them"))
RIGHT = ("13:40", ANA, f.HypothesisRaised(id="H2", text="the rename hides them"))
PROVEN = ("13:55", LEO, f.HypothesisConfirmed(id="H2", evidence="undone, they came back"))


def after(*happened: tuple[str, str, f.Fact], pinned: tuple[PinnedMessage, ...] = ()) -> Debrief:
    return debrief.of(told(OPENED, *happened), pinned, now=clock("15:00"), policy=Policy())


def minutes(page: Debrief) -> Mapping[str, int]:
    return {what: round(reached.after / timedelta(minutes=1)) for what, reached in page.reached.items()}


def test_how_long_it_took_is_counted_from_the_declaration() -> None:
    page = after(LEADS, LOGS, ("13:35", ANA, f.Reported(role="logs", conditions="two found")), WRONG, RIGHT, PROVEN)

    assert {"lead": 3, "report": 15, "idea": 20, "cause": 35} == minutes(page)


def test_what_was_never_reached_is_not_there() -> None:
    assert {"lead": 3} == minutes(after(LEADS, WRONG))


def test_the_right_idea_says_in_which_role_it_came_and_how_many_came_before_it() -> None:
    page = after(LEADS, LOGS, WRONG, RIGHT, PROVEN)

    assert ("the rename hides them", "logs", 1) == (page.idea, page.reached["idea"].role, page.ideas_before)


def test_an_idea_that_was_confirmed_and_fell_is_not_the_right_one() -> None:
    fell = ("13:58", LEO, f.HypothesisRuledOut(id="H2", evidence="they were never hidden"))

    assert "" == after(LEADS, WRONG, RIGHT, PROVEN, fell).idea


def test_the_end_of_the_harm_is_reached_when_somebody_says_so() -> None:
    assert 70 == minutes(after(LEADS, ("14:30", LEO, f.StatusSet(status="mitigated"))))["end"]


def test_what_is_stated_to_have_been_before_the_declaration_took_no_time() -> None:
    stated = ("14:40", LEO, f.TimeSet(which="lead present", time=clock("13:00"), source=""))

    assert 0 == minutes(after(LEADS, stated))["lead"]


def by(incident: Incident, *causes: str) -> Incident:
    """The same record, made by other hands; the last ones by those that it had."""
    entries = [replace(entry, cause=cause) for entry, cause in zip(incident.entries, causes, strict=False)]
    return replay(incident.number, (*entries, *incident.entries[len(entries) :]))


def test_each_way_onto_the_record_is_counted_once_for_the_role_of_that_time() -> None:
    both = (("13:35", ANA, f.Reported(role="logs", conditions="a")), ("13:35", ANA, f.RiskStated(id="R1", words="b")))
    more = ("13:45", ANA, f.Reported(role="logs", conditions="c"))
    incident = by(told(OPENED, LEADS, LOGS, *both, more), "cmd:1", "cli:2", "press:3", "msg:4", "msg:4", "view:5")
    page = debrief.of(incident, now=clock("15:00"), policy=Policy())

    assert {"": {"command": 1}, "lead": {"command": 1}, "logs": {"tap": 1, "message": 1, "form": 1}} == page.used


def test_a_mark_counts_for_whoever_put_it_in_whatever_role() -> None:
    said = str(clock("13:31").timestamp())
    pin = PinnedMessage(CHANNEL, said, "", BO, "found", None, None, pinned_by=BO, pinned_at=clock("13:32"))
    marked = replace(pin, pinned_by=ANA, meant={"why": (ANA, clock("13:33")), "harm": (LEO, clock("13:34"))})
    page = after(LEADS, LOGS, pinned=(pin, marked))

    assert {"": 1, "logs": 1, "lead": 1} == {role: ways["mark"] for role, ways in page.used.items() if "mark" in ways}


def test_what_the_bot_does_is_nobodys_doing() -> None:
    page = after(LEADS, ("13:30", "bot", f.CardPosted(ts="1.2")))

    assert 2 == sum(sum(ways.values()) for ways in page.used.values())


def test_the_page_to_compare_is_the_last_one_that_somebody_read_before_the_end() -> None:
    times = [clock("13:30"), clock("14:00"), clock("14:50")]

    assert 1 == debrief.last_before(times, end=clock("14:30"))


def test_whoever_asked_only_afterwards_read_the_last_page() -> None:
    assert 1 == debrief.last_before([clock("14:40"), clock("14:50")], end=clock("14:30"))


def test_while_it_goes_on_the_last_page_counts_and_without_one_there_is_none() -> None:
    assert 0 == debrief.last_before([clock("13:30")], end=None)
    assert None is debrief.last_before([], end=None)
