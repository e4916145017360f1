"""Single rules of how people's lines stand on a page: each in the smallest incident that shows it."""

from dataclasses import replace

import pytest

from bot.incident import facts as f
from bot.incident.logbook import MessageRef
from bot.incident.meanings import Mark
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.render.words import Words
from bot.story import brief, handover, labels, summary, timeline
from bot.story.statements import statements
from bot.story.telling import tellings
from bot.story.timeline import PinnedMessage
from tests.story.carta import ANA, BO, CHANNEL, CLEO, LEO, OPENED, clock, reader, told

ROLES = {LEO: "lead", ANA: "logs", BO: "code", CLEO: "customers"}
HELD = tuple(("13:20", person, f.RoleTaken(role=role, person=person)) for person, role in ROLES.items())
MITIGATED = ("14:30", LEO, f.StatusSet(status="mitigated"))
Happened = tuple[str, str, f.Fact]


FIRST = ("13:21", ANA, f.Reported(role="logs", conditions="logins fail"))


def incident(*happened: Happened) -> Incident:
    """What happened after the first line, which says what is wrong."""
    return told(OPENED, *HELD, FIRST, *happened)


def says(at: str, who: str, words: str) -> Happened:
    return at, who, f.Reported(role=ROLES[who], conditions=words)


def thinks(at: str, who: str, words: str, number: int = 1) -> Happened:
    return at, who, f.HypothesisRaised(id=f"H{number}", text=words)


def decides(at: str, who: str, words: str, number: int = 1) -> Happened:
    return at, who, f.Decided(id=f"D{number}", what=words)


def pin(at: str, author: str, words: str, *, is_machine: bool = False) -> PinnedMessage:
    ts = f"{int(clock(at).timestamp())}.000001"
    return PinnedMessage(CHANNEL, ts, "", author, words, None, None, LEO, clock(at), is_machine=is_machine)


def sections(told_now: Incident, *pinned: PinnedMessage, at: str = "14:50") -> dict[str, str]:
    page = brief.of(told_now, pinned, now=clock(at), policy=Policy(), due={}, next_brief_at=None)
    words = Words()
    return {
        part.name: " ".join(words.sentence("brief", s, form="markdown", reader=reader(at)) for s in part.sentences)
        for part in page.sections
    }


# Ideas that are none (C5).


@pytest.mark.parametrize("deed", ["I restarted the index", "we're rolling it back", "I'll look at the queue"])
def test_what_somebody_does_is_no_cause_as_long_as_there_is_another_idea(deed: str) -> None:
    page = sections(incident(thinks("13:30", BO, "the index is stale"), thinks("13:40", BO, deed, 2)))

    assert "Proposed, not judged: “the index is stale” (code, 13:30)." in page["cause"]


def test_a_deed_stands_where_nobody_had_another_idea() -> None:
    assert "“I restarted the index”" in sections(incident(thinks("13:40", BO, "I restarted the index")))["cause"]


@pytest.mark.parametrize("idea", ["we hit the quota", "I/O on the disk is slow", "we are out of disk"])
def test_an_explanation_in_the_first_person_is_no_deed(idea: str) -> None:
    assert not labels.is_deed(idea)


def test_a_forecast_is_expected_and_no_cause() -> None:
    page = sections(incident(thinks("13:30", BO, "the index is stale"), thinks("13:40", BO, "back in 20 min", 2)))

    assert "Expected: “back in 20 min” (code, 13:40)." in page["fix"]
    assert "“the index is stale”" in page["cause"]


# Another house, a machine (C6).


def test_what_a_machine_said_stands_beside_the_cause_and_is_none() -> None:
    status = pin("13:50", "app:Cloud Status", "Elevated errors in region west.", is_machine=True)
    page = sections(
        incident(says("13:25", ANA, "two of fourteen are there"), says("13:45", BO, "the index is stale")), status
    )

    assert "At the same time: “Elevated errors in region west.” (an automatic message, 13:50)." in page["cause"]


# Corrections that do not name the old figure (C2).


def test_of_a_line_that_its_author_corrected_without_its_figure_only_the_correction_is_quoted() -> None:
    first, second = says("13:30", ANA, "80 accounts are hurt"), says("13:49", ANA, "Correction: it is 55 accounts")
    text = " ".join(sections(incident(first, second)).values())

    assert "“Correction: it is 55 accounts” (logs, 13:49)" in text
    assert "80" not in text


@pytest.mark.parametrize("second", [("13:49", BO), ("16:00", ANA)])
def test_a_correction_by_another_or_much_later_takes_nothing_back(second: tuple[str, str]) -> None:
    at, who = second
    text = " ".join(
        sections(
            incident(says("13:30", ANA, "80 accounts are hurt"), says(at, who, "Correction: it is 55")), at="16:10"
        ).values()
    )

    assert "“80 accounts are hurt”" in text


def test_the_appendix_lists_corrections_in_words() -> None:
    now_told = incident(
        says("13:30", ANA, "80 accounts"), says("13:49", ANA, "55, not 80"), says("13:55", BO, "Correction: v12")
    )
    page = summary.of(now_told, now=clock("16:00"), policy=Policy())
    text = Words().markdown("summary", reader=reader("16:00"), summary=page).partition("## Appendix")[2]

    assert "In words: “55, not 80” (logs, 13:49)" in text
    assert "In words: “Correction: v12” (code, 13:55)" in text


# What somebody meant, and what became of it.


def under(seq: int, at: str, author: str, words: str, *marks: Mark) -> PinnedMessage:
    """The message that the entry `seq` names, with these marks by its author."""
    meant = dict.fromkeys(marks, (author, clock(at)))
    return replace(pin(at, author, words), ts=f"{int(clock(at).timestamp())}.{seq:06}", meant=meant)


def test_a_line_whose_hour_was_taken_keeps_its_words() -> None:
    ended = incident(MITIGATED, ("14:30", LEO, f.TimeSet(which="mitigated", time=clock("14:29"))))
    back = under(8, "14:30", ANA, "launches are normal again", "over")

    assert "“launches are normal again” (logs, 14:30)" in sections(ended, back)["summary"]
    assert back.text in {line.values.get("text") for line in timeline.lines(ended, [back])}


IS_IT_OVER = f.QuestionAsked(question="over", person=LEO, due_at=clock("13:40"))


def not_over(*later: Happened) -> Incident:
    """At 13:40 somebody was asked of a line whether it is over, and said that it is not."""
    answer = f.QuestionAnswered(asked_seq=7, answer="not over")
    return incident(("13:40", "bot", IS_IT_OVER), ("13:41", LEO, answer), *later)


def test_a_line_of_which_somebody_said_that_it_is_not_over_is_not_the_end() -> None:
    early = under(7, "13:40", ANA, "launches are back", "over")
    text = " ".join(sections(not_over(MITIGATED), early).values())

    assert "Marked as the end" not in text


def test_a_mark_that_was_put_anew_after_that_answer_counts() -> None:
    early = under(7, "13:40", ANA, "launches are back", "over")
    anew = f.MarkPut(mark="over", emoji="checkered_flag", person=ANA, author=ANA, said_at=clock("13:40"))
    again = not_over(MITIGATED, ("14:31", ANA, anew))
    (mark,) = again.marks
    there = replace(again, marks=(replace(mark, message=MessageRef(early.channel, early.ts)),))

    assert "Marked as the end: “launches are back”" in sections(there, early)["summary"]


# "Yes. Do it." (C3).


def test_yes_stands_only_with_the_line_that_it_answers() -> None:
    page = sections(incident(says("13:40", BO, "we can go back to v11"), decides("13:41", LEO, "Yes. Do it.")))

    assert (
        "Said, and decided after it: “we can go back to v11” (code, 13:40); “Yes. Do it.” (lead, 13:41)." in page["fix"]
    )


def test_a_yes_to_nothing_on_record_is_not_quoted() -> None:
    page = sections(told(OPENED, *HELD, decides("13:41", LEO, "Yes. Do it.")))

    assert "Yes" not in " ".join(page.values())


def test_right_before_the_end_a_yes_has_its_line_too() -> None:
    lines = [says(f"14:0{n}", BO, f"step {n} is done") for n in range(1, 4)]
    page = sections(incident(says("13:25", ANA, "two are there"), *lines, decides("14:05", LEO, "Go."), MITIGATED))

    assert "“step 3 is done” (code, 14:03); “Go.” (lead, 14:05)" in page["fix"]


# Proposals (B8).


def test_a_proposal_is_none_any_more_once_something_was_decided() -> None:
    proposal, decision = (
        decides("13:40", BO, "Shall we go back to v11?"),
        decides("13:44", LEO, "we rebuild the index now", 2),
    )

    assert "Proposed, not decided: “Shall we go back" in sections(incident(proposal))["fix"]
    assert "Shall we go back" not in " ".join(sections(incident(proposal, decision)).values())


# Estimates.

PLAN = ("13:45", BO, f.Planned(plan="a", what="rebuild the index", eta_low_min=20, eta_high_min=40))


def test_an_estimate_lapses_once_a_later_line_of_code_is_on_record() -> None:
    customer = ("13:30", CLEO, f.CustomerAffected(id="C1", name="Northwind", deadline_at=clock("18:00")))
    page = sections(incident(customer, PLAN, says("14:20", BO, "the rebuild stopped halfway")), at="14:25")

    assert (
        "Estimate of 13:45: 20 to 40 minutes. Since then: “the rebuild stopped halfway” (code, 14:20)." in page["fix"]
    )
    assert "is open: the estimate is older than the last word of code." in page["risk"]


def test_an_estimate_stands_as_long_as_code_said_nothing_since() -> None:
    page = sections(incident(says("13:40", BO, "I know why"), PLAN, says("14:20", ANA, "half are there")), at="14:25")

    assert "Estimate: 20 to 40 minutes from its start." in page["fix"]


# How many (B3).


def test_a_line_about_the_harm_with_a_number_says_how_many_in_all() -> None:
    page = sections(told(OPENED, *HELD, says("13:25", ANA, "12 accounts cannot log in")))

    assert "is quoted in section 1." in page["customers"]
    assert "how many in all" not in page["risk"]


def test_what_the_liaison_says_is_not_said_to_be_all() -> None:
    page = sections(
        incident(
            says("13:30", CLEO, "three called"), says("13:40", CLEO, "five called"), says("13:45", ANA, "still so")
        )
    )

    assert "“five called” (13:40). Complete or not: nobody has said." in page["customers"]


def test_a_figure_that_was_typed_is_no_guess() -> None:
    stated = ("13:30", CLEO, f.ImpactStated(id="I1", figure="exact", what="customers", low=5))

    assert "Complete or not" not in sections(incident(stated, says("13:40", CLEO, "five called")))["customers"]


def test_the_rules_hold_of_pinned_words_as_of_typed_ones() -> None:
    page = sections(
        incident(),
        replace(pin("13:30", ANA, "80 accounts are hurt"), thread_ts=""),
        pin("13:49", ANA, "Correction: 55"),
    )

    assert "80" not in " ".join(page.values())


def test_what_was_being_done_is_not_told_from_an_older_report_once_the_newest_stands_on_the_page() -> None:
    """The estimate lapses by code's newest report; what code did before is no longer being done."""
    older = f.Reported(role="code", conditions="it works on a copy", actions="preparing all fourteen")
    newest = f.Reported(role="code", conditions="14 of 14 moved", actions="waiting for the customer")
    planned = f.Planned(plan="a", what="file them again", eta_low_min=20, eta_high_min=40)
    why = (
        thinks("13:30", BO, "the rename"),
        ("13:35", BO, f.HypothesisConfirmed(id="H1", evidence="one paper was found")),
    )
    page = sections(
        incident(*why, ("13:36", LEO, planned), ("13:40", BO, older), ("14:40", BO, newest), says("14:45", ANA, "seen"))
    )

    assert "“14 of 14 moved”" in page["fix"]
    assert "preparing all fourteen" not in page["fix"]


# What a mark says of a line, and what it no longer says.


def marked(message: PinnedMessage, *marks: Mark) -> PinnedMessage:
    return replace(message, meant=dict.fromkeys(marks, (LEO, message.said_at)))


AGAIN = ("14:40", LEO, f.StatusSet(status="investigating", why="it began again"))


def test_an_end_from_before_it_began_again_is_not_told_as_the_end() -> None:
    early = marked(pin("14:29", CLEO, "all vans have left"), "over")
    once = sections(incident(MITIGATED), early)["summary"]
    twice = sections(incident(MITIGATED, AGAIN, ("15:30", LEO, f.StatusSet(status="mitigated"))), early, at="15:40")

    assert "Marked as the end: “all vans have left”" in once
    assert "Marked as the end" not in twice["summary"]


def test_what_was_marked_as_the_end_of_the_second_time_is() -> None:
    early, late = (marked(pin(at, CLEO, words), "over") for at, words in (("14:29", "all left"), ("15:29", "all back")))
    twice = sections(
        incident(MITIGATED, AGAIN, ("15:30", LEO, f.StatusSet(status="mitigated"))), early, late, at="15:40"
    )

    assert "Marked as the end: “all back”" in twice["summary"]
    assert "all left" not in twice["summary"]


# What was planned, confirmed and done before it began again is told as of earlier, beside what is so since.

ENDED_TWICE = ("15:30", LEO, f.StatusSet(status="mitigated"))
FIRST_TIME = (
    thinks("13:30", ANA, "one broken address"),
    ("13:40", ANA, f.HypothesisConfirmed(id="H1", evidence="a copy without it runs")),
    ("13:45", LEO, f.Planned(plan="a", what="take the address out", eta_low_min=15, eta_high_min=30)),
    MITIGATED,
    AGAIN,
)
LOOKED = (says("14:50", BO, "routes wait there"), says("15:00", BO, "reading what the depots fetch"))
BELIEVED = ("15:00", ANA, f.HypothesisRaised(id="H2", text="the server has no room", likelihood="likely"))


def test_a_plan_of_before_it_began_again_is_not_ahead() -> None:
    page = sections(incident(*FIRST_TIME, *LOOKED, BELIEVED), at="15:10")

    assert "Earlier plan A: take the address out (lead, 13:45)." in page["fix"]
    assert "No plan is entered since. Newest on record: “routes wait there”" in page["fix"]
    assert "Planned:" not in page["fix"]
    assert "Estimate" not in page["fix"]


def test_whoever_takes_over_once_it_began_again_gets_plan_b_and_no_plan_a_of_before() -> None:
    plan_b = ("13:46", LEO, f.Planned(plan="b", what="send the routes by hand"))
    before, since = (handover.note(incident(plan_b, *then), "code", BO) for then in (FIRST_TIME[:3], FIRST_TIME))

    assert ["take the address out", None] == [note.plan_a and note.plan_a.what for note in (before, since)]
    assert ["send the routes by hand"] * 2 == [note.plan_b and note.plan_b.what for note in (before, since)]


def test_a_plan_that_was_made_or_moved_since_is_ahead() -> None:
    planned = ("15:05", LEO, f.Planned(plan="a", what="raise the limit"))
    moved = ("15:05", BO, f.PlanStepped(plan="a", stage="begun"))

    assert "Planned: raise the limit" in sections(incident(*FIRST_TIME, planned), at="15:10")["fix"]
    assert "Plan A, begun" in sections(incident(*FIRST_TIME, moved), at="15:10")["fix"]


def test_a_cause_of_before_it_began_again_stands_beside_what_is_believed_since() -> None:
    page = sections(incident(*FIRST_TIME, BELIEVED), at="15:10")["cause"]
    settled = ("15:20", ANA, f.HypothesisConfirmed(id="H2", evidence="with more room all is well"))
    both = sections(incident(*FIRST_TIME, BELIEVED, settled, ENDED_TWICE), at="15:40")["cause"]

    assert "Confirmed earlier: one broken address." in page
    assert "Not confirmed. Likely: the server has no room" in page
    assert "Confirmed: one broken address." in both
    assert "Confirmed: the server has no room." in both


def test_what_was_marked_as_done_before_it_began_again_ended_nothing_since() -> None:
    early, late = (
        marked(pin(at, BO, words), "done") for at, words in (("14:00", "address taken out"), ("15:20", "limit raised"))
    )
    goes_on = sections(incident(*FIRST_TIME), early, at="15:10")["fix"]
    ended = sections(incident(*FIRST_TIME, ENDED_TWICE), early, late, at="15:40")["fix"]

    assert "Marked earlier as done: “address taken out”" in goes_on
    assert "Marked as what was done: “limit raised” (code, 15:20). Whether it ended it: nobody has said." in ended
    assert "Marked earlier as done: “address taken out”" in ended


def test_in_fifteen_seconds_nothing_of_before_it_began_again_is_told() -> None:
    page = brief.of(
        incident(*FIRST_TIME, *LOOKED, BELIEVED),
        now=clock("15:10"),
        policy=Policy(),
        due={},
        next_brief_at=None,
    )
    [shortest, *_] = tellings(page)
    told_in_short = {sentence.words_id for passage in shortest.passages for sentence in passage.sentences}

    assert "newest_on_record" in told_in_short
    assert "plan_a_earlier" not in told_in_short


@pytest.mark.parametrize("mark", ["harm", "why", "told"])
def test_a_line_that_is_marked_as_something_else_is_no_fix_under_way(mark: Mark) -> None:
    said = marked(pin("13:25", LEO, "one of us can open the letters of another"), mark)

    assert "quoted in section" not in sections(told(OPENED, *HELD), said, at="13:30")["fix"]


def test_a_false_alarm_lacks_neither_a_fix_nor_measures() -> None:
    page = sections(incident(("14:00", LEO, f.StatusSet(status="cancelled", why="the counter had stopped"))))

    assert "what is done about it" not in page["risk"]
    assert "measures" not in page["risk"]


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (f.ImpactStated(id="I1", figure="exact", low=41, what="albums are empty"), "In figures: 41 albums are empty."),
        (f.ImpactStated(id="I1", figure="at least", low=30, what="shops"), "In figures: at least 30 shops."),
        (f.ImpactStated(id="I1", figure="none", what="orders are lost"), "In figures: no orders are lost."),
    ],
)
def test_a_figure_reads_well_whether_people_wrote_a_noun_or_a_sentence(figure: f.ImpactStated, expected: str) -> None:
    assert expected in sections(incident(("13:30", ANA, figure)), at="13:40")["summary"]


@pytest.mark.parametrize(("actions", "did"), [("watching the queue", "watching the queue"), ("none", ""), ("-", "")])
def test_a_report_that_names_no_action_tells_of_none(actions: str, did: str) -> None:
    report = ("14:10", ANA, f.Reported(role="logs", conditions="quiet since noon", actions=actions))

    assert did == statements(incident(report))[-1].did


# Why, once somebody went on looking.

IDENTIFIED = ("13:40", LEO, f.StatusSet(status="identified"))
CONFIRMED = says("13:39", BO, "Confirmed: the alias was lost in the rebuild")


def test_what_was_found_later_stands_beside_what_was_called_confirmed() -> None:
    """Its author took it back; no word of that is read, for it stands behind the other."""
    taken_back = says("13:50", BO, "I take that back, I looked at staging")
    ended = tuple(says(f"14:2{n}", ANA, f"{n} of 3 shops are back") for n in (1, 2, 3))

    page = sections(incident(CONFIRMED, IDENTIFIED, taken_back, *ended, MITIGATED))

    assert "Said to be confirmed: “Confirmed: the alias was lost in the rebuild” (code, 13:39)." in page["cause"]
    assert "Found since: “I take that back, I looked at staging” (code, 13:50)." in page["cause"]


def test_what_was_found_right_before_the_cause_was_identified_is_the_cause_where_more_was_done_after_it() -> None:
    found = says("13:39", ANA, "the disk of the primary was full")
    rest = (says("14:10", BO, "moved the logs off it"), says("14:20", ANA, "logins work"))

    page = sections(incident(says("13:30", LEO, "phone the wards"), found, IDENTIFIED, *rest, MITIGATED))

    assert (
        "Said right before it was set to identified: “the disk of the primary was full” (logs, 13:39)" in page["cause"]
    )
    assert "the disk of the primary" not in page["fix"]
    assert "“moved the logs off it” (code, 14:10); “logins work” (logs, 14:20)" in page["fix"]


def test_where_hardly_more_was_said_it_may_be_what_ended_it_and_no_older_line_takes_its_place_as_the_cause() -> None:
    found = says("13:39", BO, "got it, the quotes; fixed in the data")

    page = sections(
        incident(says("13:30", LEO, "phone the wards"), found, IDENTIFIED, says("14:20", ANA, "works"), MITIGATED)
    )

    assert "“got it, the quotes; fixed in the data” (code, 13:39)" in page["fix"]
    assert "right before it was set to identified" not in page["cause"]


RESOLVED = ("14:46", LEO, f.StatusSet(status="resolved"))
WHY = "both lines lie in the same trench, and a rat has bitten through the cable"
TOLD_WHY = f"Said after it was set to mitigated: “{WHY}”"


def test_where_nobody_set_it_to_identified_the_reason_is_what_was_found_right_after_the_end() -> None:
    later = (says("14:52", BO, "the new cable is ordered"), says("15:55", ANA, "a steel pipe around it by June"))
    done = says("14:48", LEO, "well done")

    page = sections(incident(MITIGATED, RESOLVED, done, says("14:50", ANA, WHY), *later), at="16:00")

    assert f"{TOLD_WHY} (logs, 14:50)." in page["cause"]


def test_where_those_who_look_for_it_said_little_the_lead_may_have_told_it_right_after_the_end() -> None:
    found = says("14:20", BO, "the second line is dead too")

    later = (pin("14:55", CLEO, "all are told"), pin("14:56", "U_EVA", "we work again"))

    page = sections(incident(found, MITIGATED, RESOLVED), pin("14:48", LEO, WHY), *later, at="15:00")

    assert f"{TOLD_WHY} (lead, 14:48)." in page["cause"]


@pytest.mark.parametrize(
    "words",
    [
        "laying the other cable now, and after that the one to the south as well",
        "Follow-up for Bo: a steel pipe around both of them, before the winter comes",
        "Was it the cable that we laid with the other one in the trench?",
        "all is quiet",
    ],
)
def test_neither_a_deed_nor_work_for_later_nor_a_question_nor_a_few_words_after_the_end_tell_why(words: str) -> None:
    page = sections(incident(MITIGATED, RESOLVED, says("14:48", BO, words), says("14:50", ANA, WHY)), at="16:00")

    assert TOLD_WHY in page["cause"]


def test_what_somebody_marked_as_something_else_after_the_end_does_not_tell_why() -> None:
    over = marked(pin("14:48", BO, "the new cable is in, both lines are up and every one of the shops is back"), "over")

    assert TOLD_WHY in sections(incident(MITIGATED, RESOLVED, says("14:50", ANA, WHY)), over, at="16:00")["cause"]


@pytest.mark.parametrize("at", ["14:40", "15:30"])
def test_neither_before_the_last_act_nor_long_after_it_is_right_after_the_end(at: str) -> None:
    assert TOLD_WHY not in sections(incident(MITIGATED, RESOLVED, says(at, ANA, WHY)), at="16:00")["cause"]


def test_where_the_cause_had_a_name_before_what_is_told_after_the_end_is_beside_it() -> None:
    known = (says("13:38", ANA, "the cable is cut"), ("13:40", LEO, f.StatusSet(status="identified")))
    mended = (says("14:00", BO, "a new one is laid"), says("14:10", ANA, "both lines work"))
    ended = (MITIGATED, RESOLVED, says("14:50", ANA, WHY), says("14:55", CLEO, "all are told"))

    page = sections(incident(*known, *mended, *ended), pin("14:56", "U_EVA", "we work again"), at="16:00")

    assert "Said right before it was set to identified: “the cable is cut”" in page["cause"]
    assert f"{TOLD_WHY} (logs, 14:50). Whether they belong together: nobody has said." in page["cause"]


def test_what_its_author_calls_a_follow_up_stands_with_what_is_for_afterwards() -> None:
    later = says("14:40", LEO, "Follow-up for Bo: alarm on a full disk")
    resolved = ("14:46", LEO, f.StatusSet(status="resolved"))

    page = sections(incident(says("14:10", BO, "moved the logs"), MITIGATED, later, resolved))

    assert (
        "Said for afterwards, not entered as follow-ups: “Follow-up for Bo: alarm on a full disk” (lead, 14:40)."
        in page["prevention"]
    )
    assert "alarm on a full disk" not in page["summary"]


def test_an_hour_does_not_say_how_many_are_hurt() -> None:
    page = sections(incident(), pin("13:25", "U_EVA", "dead since 06:41"))

    assert "06:41" not in page["customers"]


def test_with_room_for_one_line_it_is_the_one_from_before_the_cause_was_identified() -> None:
    before = says("13:39", BO, "the token is null on old phones")
    rest = [says(f"14:{minute}", ANA, f"{minute} fewer crashes") for minute in (10, 20, 25)]
    others = [pin("13:25", "U_EVA", "my ticket is in there"), pin("13:55", "U_KIM", "still dead for me")]
    later = [says("14:40", BO, "8.4.1 is submitted"), says("14:42", ANA, "8.4.1 is out"), says("14:45", LEO, "done")]
    resolved = ("14:46", LEO, f.StatusSet(status="resolved"))

    page = sections(incident(before, IDENTIFIED, *rest, MITIGATED, *later, resolved), *others)

    assert "“the token is null on old phones” (code, 13:39)" in page["cause"]


def test_a_pinned_word_that_only_answers_is_no_news() -> None:
    page = sections(incident(), pin("13:30", BO, "the index is whole"), pin("13:35", BO, "No."), at="13:50")

    assert "“No.”" not in " ".join(page.values())


def test_a_colleague_without_a_role_who_thinks_aloud_is_none_of_those_who_are_hurt() -> None:
    thought = thinks("13:30", "U_EVA", "I think it was my module")

    page = sections(incident(thought, says("13:35", BO, "on it"), MITIGATED))

    assert "I think it was my module" not in page["summary"]


def test_a_question_of_code_is_no_finding() -> None:
    asked = says("13:45", BO, "did you try to empty the cache?")

    told_since = says("13:48", ANA, "two shops are back")

    page = sections(incident(says("13:30", BO, "the cache is read-only"), asked, told_since), at="13:50")

    assert "“the cache is read-only” (code, 13:30)" in page["cause"]
    assert "?" not in page["cause"]


def test_what_somebody_said_ended_it_stands_there_even_where_it_is_believed_to_be_the_cause() -> None:
    fixed = thinks("14:20", BO, "the second change fixed it: the old build is out")
    likely, chosen = f.HypothesisJudged(id="H1", likelihood="likely"), f.Marked(means="done", line=7)
    page = sections(incident(fixed, ("14:21", BO, likely), MITIGATED, ("14:40", LEO, chosen)))

    assert "Likely: the second change fixed it: the old build is out" in page["cause"]
    assert "Said to have ended it: “the second change fixed it: the old build is out” (code, 14:20)" in page["fix"]


# Each place takes only what can be its own: by position, kind and time.


def test_what_is_called_confirmed_after_the_end_confirms_the_end_and_is_no_cause() -> None:
    found = says("13:39", BO, "the door of the valve sticks since the new spring")
    rest = (says("13:50", BO, "the old spring is in"), says("13:55", CLEO, "the top floors have water"))
    sealed = says("14:05", ANA, "Confirmed: no drop on any of the 20 floors")

    page = sections(incident(found, IDENTIFIED, *rest, ("14:00", LEO, f.StatusSet(status="mitigated")), sealed))

    assert "Said right before it was set to identified: “the door of the valve sticks" in page["cause"]
    assert "Said to be confirmed" not in page["cause"]


def test_what_code_calls_confirmed_after_the_end_stands_beside_what_was_known_before() -> None:
    """Whoever is at the code says why; logs and lead say that it has ended."""
    found = says("13:39", ANA, "the door of the valve sticks")
    rest = (says("13:50", BO, "the old spring is in"), says("13:55", CLEO, "the top floors have water"))
    sure = says("14:32", BO, "Confirmed: the new spring is too stiff for the door")
    later = (says("14:34", BO, "a softer one is ordered"), says("14:36", CLEO, "all are told"))

    page = sections(incident(found, IDENTIFIED, *rest, MITIGATED, sure, *later))

    assert "Said after it was set to mitigated: “Confirmed: the new spring is too stiff" in page["cause"]


def test_what_was_decided_right_before_the_cause_was_identified_explains_nothing() -> None:
    found = says("13:36", ANA, "the belt slips in wet weather")

    decided = decides("13:38", LEO, "call the mill at three")
    rest = (says("13:50", BO, "a new belt is on"), says("13:55", CLEO, "the mill has flour"))

    page = sections(incident(found, decided, IDENTIFIED, *rest, MITIGATED))

    assert "“the belt slips in wet weather”" in page["cause"]
    assert "call the mill" not in page["cause"]


def test_an_idea_is_nothing_that_is_done_about_it() -> None:
    page = sections(incident(thinks("13:40", BO, "perhaps the old key opens it")))

    assert "perhaps the old key" not in page["fix"]


def test_what_the_liaison_decides_for_later_does_not_say_whom_it_hurts() -> None:
    page = sections(incident(MITIGATED, decides("14:40", CLEO, "ring all 14 farms in spring")))

    assert "ring all 14 farms" not in page["customers"]


def test_a_line_that_is_not_the_first_on_record_is_not_called_that() -> None:
    first = says("13:22", LEO, "nobody can board in Oslo")
    page = sections(told(OPENED, *HELD, first, says("13:24", ANA, "the gates read no card")))

    assert "The lead reports: “nobody can board in Oslo”" in page["summary"]
    assert "Also on record: “the gates read no card” (logs, 13:24)." in page["summary"]
    assert "First on record" not in page["summary"]


def test_what_the_liaison_said_before_is_not_the_newest_where_the_newest_stands_elsewhere() -> None:
    hurt = marked(pin("13:25", ANA, "no mill has flour"), "harm")
    calm, sorry = pin("13:30", CLEO, "told the mills that all is well"), pin("13:40", CLEO, "told them it is not")
    by_noon = marked(pin("13:50", CLEO, "told them: by noon"), "told")

    page = sections(incident(), hurt, calm, sorry, by_noon, at="16:00")

    assert "Marked as told: “told them: by noon” (customer liaison, 13:50)." == page["customers"]


# What the page has no room for.


def test_what_was_decided_once_it_had_ended_stands_under_prevention_whatever_else_has_room() -> None:
    chat = [says(f"14:0{n}", who, f"step {n} of the pump") for n, who in enumerate((BO, ANA, LEO, CLEO, BO, ANA))]
    later = [
        says("14:40", BO, "the new pump runs"),
        says("14:41", ANA, "pressure is even"),
        says("14:42", CLEO, "told"),
    ]
    decided = (decides("14:43", LEO, "a second pump before winter"), decides("14:44", BO, "a gauge on each floor", 2))

    page = sections(incident(says("13:25", CLEO, "no water above floor 9"), *chat, MITIGATED, *later, *decided))

    assert (
        "Decided since it ended, no owner, no date: a second pump before winter (lead, 14:43); "
        "a gauge on each floor (code, 14:44)." in page["prevention"]
    )
    assert "measures with an owner" not in page["risk"]


@pytest.mark.parametrize("words", ["Shall we buy a second pump?", "Yes. Do it."])
def test_neither_a_proposal_nor_a_bare_yes_was_decided_for_afterwards(words: str) -> None:
    assert "Decided since" not in sections(incident(MITIGATED, decides("14:40", LEO, words)))["prevention"]


def test_a_decision_of_before_it_began_again_is_none_for_afterwards() -> None:
    again = (("14:35", LEO, f.StatusSet(status="investigating")), ("14:45", LEO, f.StatusSet(status="mitigated")))

    page = sections(incident(MITIGATED, decides("14:32", LEO, "a gauge on each floor"), *again))

    assert "a gauge on each floor" not in page["prevention"]


def test_a_page_does_not_call_nothing_what_it_has_no_room_for() -> None:
    marks: tuple[Mark, ...] = ("harm", "done", "over", "why", "told")
    pins = [
        marked(pin(f"14:{at:02}", who, f"{mark} {n}"), mark)
        for at, (mark, n, who) in enumerate((mark, n, (ANA, BO, CLEO)[n]) for mark in marks for n in range(3))
    ]
    proposal = decides("14:40", LEO, "Shall we buy a second pump?")

    page = sections(incident(MITIGATED, proposal, says("14:45", BO, "quiet"), says("14:46", ANA, "even")), *pins)

    assert "More is on record than has room on this page." == page["prevention"]


# How many it was, which is known last.

COUNTED = says("14:35", ANA, "by the log 310 sacks are wet, 40 of them torn")


def test_how_many_it_was_is_what_was_counted_once_it_had_ended() -> None:
    guess = says("13:30", CLEO, "I guess a thousand sacks are wet")

    page = sections(incident(guess, MITIGATED, COUNTED, says("14:40", CLEO, "2 lorries are late")))

    assert "Said of how many: “by the log 310 sacks are wet, 40 of them torn” (logs, 14:35)." in page["customers"]


def test_a_count_of_nineteen_hundred_is_a_count_and_no_year() -> None:
    """A number that looks like a year of a century ago counts things; one of our days is the year."""
    told = says("14:35", ANA, "counted: 210 bakers, 1904 sacks. the other 1035 are dry"), MITIGATED

    page = sections(
        incident(
            says("13:30", CLEO, "some bakers have wet flour"), *told, says("14:50", CLEO, "wrote to 31 of 40 bakers")
        )
    )

    assert "“counted: 210 bakers, 1904 sacks." in page["customers"]
    assert labels.counts("an invoice of 2019 and one of 1998") == 0


def test_who_puts_a_figure_right_before_the_end_has_counted_it() -> None:
    """One thing or several of it: the line is of what the first lines name."""
    first = says("13:25", CLEO, "every baker got the bill twice")
    right = says("14:20", ANA, "it is not 37k bakers, its 18.412, and 2.306 of them had paid")

    later = [says(f"14:2{n}", BO, f"the list is off, part {n}") for n in range(1, 5)]
    page = sections(incident(first, right, *later, MITIGATED, says("14:50", CLEO, "about 900 calls until noon")))

    assert (
        "Said of how many: “it is not 37k bakers, its 18.412, and 2.306 of them had paid” (logs, 14:20)."
        in page["customers"]
    )


def test_what_was_feared_stands_with_what_became_of_it() -> None:
    feared = says("13:25", CLEO, "if so all 2,460 jars are spoilt")
    page = sections(incident(feared, says("14:20", LEO, "all 2,460 jars are sound"), MITIGATED))

    assert "“all 2,460 jars are sound” (lead, 14:20)" in page["fix"] + page["customers"]
    assert "are spoilt" not in page["customers"]


def test_what_became_of_what_was_feared_is_told_also_where_no_place_but_how_many_would_take_it() -> None:
    feared, sound = (
        says("13:25", CLEO, "if so all 2,460 jars are spoilt"),
        says("13:40", LEO, "all 2,460 jars are sound"),
    )
    rest = [says(f"14:0{n}", BO, f"shelf {n} is cold") for n in range(1, 5)]
    early = says("13:30", LEO, "we look at each shelf")

    page = sections(incident(feared, early, sound, *rest, MITIGATED, says("14:35", CLEO, "told the shops")))

    assert "Said of how many: “all 2,460 jars are sound” (lead, 13:40)." in page["customers"]


def test_a_reason_of_more_than_twenty_five_words_is_told_whole_and_nothing_else_is() -> None:
    why = " ".join(f"word{n}" for n in range(20)) + ". " + " ".join(f"more{n}" for n in range(10))
    found, done = says("13:39", ANA, why), says("14:20", BO, why.replace("word", "step"))

    page = sections(incident(found, IDENTIFIED, says("14:10", BO, "on it"), done, MITIGATED))

    assert "more9” (logs, 13:39)" in page["cause"]
    assert "step19.” (code, 14:20)" in page["fix"]


# Proposals that ask first, and a figure that is only taken back.


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("can we sell by hand? it takes two of us a minute", True),
        ("shut the lock? then nobody passes", True),
        ("sell by hand. what else?", True),
        ("sell by hand until noon", False),
        ("go on. (why not?) it works", False),
    ],
)
def test_what_asks_first_is_proposed_whatever_speaks_for_it(words: str, is_one: bool) -> None:  # noqa: FBT001
    assert is_one == labels.is_proposal(words)


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("wait, not 380. 90 were shut, it is 290", "380"),
        ("Not 380", "380"),
        ("it is 290, not 380.", "380"),
        ("its 1,290 not 3,800", "3,800"),
        ("it is not 37k bakers, its 18.412", "37k"),
        ("not 3,800 sacks, only 1,290", "3,800"),
        ("not 20 minutes ago, but it is back", ""),
        ("we have 2 not quite 40", ""),
        ("not 20 minutes ago", ""),
        ("it is not 100 % sure", ""),
        ("not 3 but 5", ""),
    ],
)
def test_a_line_may_take_a_figure_back_before_it_names_another(words: str, figure: str) -> None:
    assert figure == labels.withdrawn(words)


# Figures of something else, codes, and what began again.


@pytest.mark.parametrize(
    ("early", "since"),
    [
        ("Northgate must file by noon", "load is back at 40 percent, p99 at 300"),
        ("checkout answers 500", "no 500 since the restart"),
    ],
)
def test_a_figure_of_something_else_says_of_nobody_how_many(early: str, since: str) -> None:
    page = sections(incident(says("13:25", CLEO, early), MITIGATED, says("14:35", ANA, since)))

    assert "Said of how many" not in page["customers"]


@pytest.mark.parametrize("words", ["the probe gets 503 not 200", "8443 not 443", "HTTP 500 not 404", "it is 2 not 24h"])
def test_codes_and_ports_take_no_figure_back(words: str) -> None:
    assert "" == labels.withdrawn(words)


@pytest.mark.parametrize("words", ["The index? I rebuilt it and all 14 are back.", "Ready? Fail over to Dublin now."])
def test_who_asks_and_answers_proposes_nothing(words: str) -> None:
    assert not labels.is_proposal(words)


def test_a_decision_that_was_put_right_after_the_end_was_made_before_it() -> None:
    put_right = decides("14:40", LEO, "restart the pump")

    page = sections(incident(decides("13:50", LEO, "restart the pmup"), MITIGATED, put_right))

    assert "Decided since" not in page["prevention"]


def test_what_ended_it_the_second_time_is_told_where_the_first_end_did_not_hold() -> None:
    again = ("14:35", LEO, f.StatusSet(status="investigating"))
    mended = (decides("14:37", LEO, "swap the pump"), says("14:40", BO, "pump swapped, it runs"))
    resolved = ("14:45", LEO, f.StatusSet(status="resolved"))

    page = sections(incident(MITIGATED, again, *mended, resolved))

    assert "pump swapped, it runs" in page["fix"]
    assert "Proposed for afterwards" not in page["prevention"]
    assert "Since it was set to mitigated" not in page["summary"]


# Which end it was: one rule for all that asks.


def test_a_setback_that_was_a_slip_leaves_the_end_where_it_was() -> None:
    """The deadline was kept: the end is not the moment at which somebody took the slip back."""
    due = ("13:30", CLEO, f.CustomerAffected(id="C1", name="Northwind", deadline_at=clock("14:35")))
    slip = ("14:40", LEO, f.StatusSet(status="investigating"))
    happened = incident(due, MITIGATED, slip)
    undone = incident(
        due, MITIGATED, slip, ("14:41", LEO, f.StatusSet(status="mitigated", undoes=happened.entries[-1].seq))
    )

    assert "It was set to mitigated before the deadline of Northwind" in sections(undone)["summary"]


def test_an_end_in_the_second_in_which_it_began_again_is_the_last_one() -> None:
    at_once = (("14:30", LEO, f.StatusSet(status="investigating")), MITIGATED)

    page = sections(incident(MITIGATED, *at_once, decides("14:40", LEO, "a gauge on each floor")))

    assert "Decided since it ended, no owner, no date: a gauge on each floor" in page["prevention"]


def test_an_hour_that_was_stated_for_an_end_that_did_not_hold_is_no_end() -> None:
    stated = ("14:32", LEO, f.TimeSet(which="mitigated", time=clock("14:25")))
    twice = incident(MITIGATED, stated, AGAIN, ENDED_TWICE)

    assert "The harm ended at" not in sections(twice, at="15:40")["summary"]
    assert "until it was set to mitigated at 15:30" in sections(twice, at="15:40")["summary"]


def test_an_hour_that_is_stated_for_the_end_once_it_began_again_is_what_somebody_says_it_is() -> None:
    stated = ("15:32", LEO, f.TimeSet(which="mitigated", time=clock("15:25")))

    assert "The harm ended at 15:25" in sections(incident(MITIGATED, AGAIN, ENDED_TWICE, stated), at="15:40")["summary"]


# What a state means to whoever reads only this page.


def test_what_mitigated_and_resolved_mean_is_said_once_in_plain_words() -> None:
    mitigated, resolved = (sections(incident(MITIGATED, *then))["summary"] for then in ((), (RESOLVED,)))

    assert 1 == mitigated.count("Mitigated means that the harm has stopped; the work on it goes on.")
    assert 1 == resolved.count("Mitigated means that the harm has stopped, resolved that all works as usual again.")


@pytest.mark.parametrize("status", ["identified", "cancelled", "resolved"])
def test_where_it_was_not_set_to_mitigated_there_is_nothing_to_tell_apart(status: f.Status) -> None:
    assert "means that" not in sections(incident(("14:30", LEO, f.StatusSet(status=status))))["summary"]


# Whom it hurts, where one person speaks alone (section 1).


def test_who_speaks_alone_tells_it_in_two_lines() -> None:
    alone = told(
        OPENED,
        HELD[0],
        says("13:30", LEO, "submitted five more jobs"),
        says("13:31", LEO, "none is ever queued"),
        says("14:00", LEO, "left it alone"),
    )
    others = (*HELD[1:], says("13:32", CLEO, "40 builds wait"))

    assert "“submitted five more jobs” (lead, 13:30)" in sections(alone)["summary"]
    assert "“none is ever queued” (lead, 13:31)" in sections(alone)["summary"]
    assert (
        "Also on record"
        not in sections(told(OPENED, HELD[0], says("13:30", LEO, "one"), says("13:31", LEO, "two"), *others))["summary"]
    )


# What it costs (section 3).


def test_a_sum_that_somebody_named_stands_where_none_is_entered() -> None:
    counted = says("14:40", ANA, "counted: 61.430 euro were taken too much")
    page = sections(incident(MITIGATED, counted), pin("14:45", "U0GUEST", "we claim 38,000 € from you for two lorries"))

    assert page["revenue"] == (
        "Not entered. Said of money: “counted: 61.430 euro were taken too much” (logs, 14:40);"
        " “we claim 38,000 € from you for two lorries” (somebody without a role, 14:45)."
    )


def test_where_the_sum_is_quoted_as_the_harm_section_3_names_the_place() -> None:
    page = sections(incident(), pin("13:25", "U0GUEST", "our buyer sends back two lorries, 38.000 euros"))

    assert "38.000 euros" in page["summary"]
    assert page["revenue"] == "Not entered. What was said of it stands in section 1."


def test_a_sum_in_a_decision_that_is_told_is_found_there() -> None:
    page = sections(incident(MITIGATED, decides("14:40", LEO, "cancel the 164, money back (9,020 euro)")))

    assert "9,020 euro" in page["prevention"]
    assert page["revenue"] == "Not entered. What was said of it stands in section 6."


def test_a_sum_that_is_entered_needs_no_quotation() -> None:
    entered = ("14:41", CLEO, f.MoneyStated(id="M1", kind="lost", low=61_430, high=61_430, currency="EUR"))
    page = sections(incident(says("14:40", ANA, "61.430 euro taken too much"), MITIGATED, entered))

    assert "Said of money" not in page["revenue"]


@pytest.mark.parametrize(
    "words",
    [
        "61.430 euro billed too much",
        "that is 96,700 EUR",
        "$10k double spent",
        "orders minus 96,000 € until now",
        "about 1.2 million dollars",
        "£ 4 200 of it",
        "~110k eur with two captures",
        "4,117,350.22 Euro",
        "it costs CHF 1'500 each night",
    ],
)
def test_a_sum_of_a_thousand_or_more_is_one(words: str) -> None:
    assert labels.holds_a_sum(words)


@pytest.mark.parametrize(
    "words",
    [
        "the till asks 129 € for a pretzel",
        "3 euro and 1.50 in 2026",
        "SELECT 2,104,882 rows WHERE code = $1",
        "14 all in one town",
        "1,000 eurostar tickets",
        "we sold 9000 in euro countries",
        "at 18.40 $HOME filled up",
        "1.25 EUR a piece",
    ],
)
def test_a_price_and_a_number_without_money_are_none(words: str) -> None:
    assert not labels.holds_a_sum(words)


# Who tells it, where the team does not.


NAMED_LATE = ("14:00", LEO, f.StatusSet(status="identified"))
THEIRS = pin("13:59", "U9", "that is ours, our firewall drops what is longer than a page")


def test_whose_fault_it_was_may_say_so_right_before_it_is_known() -> None:
    looked = says("13:50", ANA, "we get an answer that is not theirs")

    hurt = pin("13:25", "U8", "no orders come")
    cause = sections(incident(looked, NAMED_LATE), hurt, THEIRS, at="14:05")["cause"]

    assert "“we get an answer that is not theirs” (logs, 13:50); “that is ours" in cause


def test_who_asks_or_spoke_before_the_team_names_nothing() -> None:
    looked, asked = says("14:00", ANA, "we get an answer that is not theirs"), replace(THEIRS, text="is it ours?")
    pages = [
        sections(incident(says("13:50", ANA, "we get an answer"), NAMED_LATE), asked, at="14:05"),
        sections(incident(looked, NAMED_LATE), THEIRS, at="14:05"),
    ]

    assert not any("ours" in page["cause"] for page in pages)


@pytest.mark.parametrize("no_reason", ["9a41-77e0, 07:12:09 utc", "does anybody see why?"])
def test_what_was_asked_and_a_row_of_figures_names_no_cause(no_reason: str) -> None:
    found, last = says("13:50", ANA, "the index is stale"), says("13:55", ANA, no_reason)

    assert "“the index is stale”" in sections(incident(found, last, NAMED_LATE), at="14:05")["cause"]


@pytest.mark.parametrize(("edited", "is_told"), [("13:50", True), ("13:41", False)])
def test_words_that_were_edited_later_say_when_they_became_so(edited: str, *, is_told: bool) -> None:
    """They stand at the hour of the message; what was known then, they do not say."""
    found = replace(pin("13:40", ANA, "all fourteen are there"), edited_at=clock(edited))

    page = sections(incident(), found, at="14:00")

    assert is_told is (f"(logs, 13:40, edited at {edited})" in page["summary"])


def test_what_was_said_of_the_end_is_told_beside_what_was_said_long_after_it() -> None:
    ended = (MITIGATED, says("14:44", BO, "no login fails any more"), RESOLVED)
    later = (says("15:20", BO, "the review is on Friday"), says("15:40", ANA, "I write down what the cable did to us"))

    page = sections(incident(*ended, *later), at="16:00")

    assert "Since it was set to mitigated: “no login fails any more” (code, 14:44); “I write down" in page["summary"]


def test_whoever_felt_it_first_says_how_it_is_since_the_end() -> None:
    hurt, well = pin("13:25", "U9", "we get no orders here"), pin("14:35", "U9", "all orders are here, thanks to all")
    later = [says("14:40", ANA, "I look at the alarm"), says("14:45", BO, "the limit is up again"), RESOLVED]

    page = sections(incident(MITIGATED, *later), hurt, well, at="14:55")

    assert "“all orders are here, thanks to all” (somebody without a role, 14:35)" in page["summary"]


@pytest.mark.parametrize(
    ("closing", "is_told"),
    [("right, closing. you buy cake", False), ("closing, all logins work since two", True)],
)
def test_whoever_ends_it_takes_leave_in_few_words_about_nothing_that_was_hurt(closing: str, *, is_told: bool) -> None:
    later = [says("14:40", ANA, "I look at the alarm"), says("14:45", LEO, closing), RESOLVED]

    assert is_told is (closing in sections(incident(MITIGATED, *later), at="14:55")["summary"])


def test_how_many_it_was_counts_what_it_is_called() -> None:
    titled = f.Opened(title="seats sold twice")
    counted = says("14:40", ANA, "84 seats in 4 shows, 3 of them today")
    happened = (("13:20", LEO, titled), *HELD, FIRST, MITIGATED, counted, says("14:45", CLEO, "9 people called"))

    assert "Said of how many: “84 seats in 4 shows" in sections(told(*happened), at="14:55")["customers"]


def test_a_figure_is_told_where_it_was_counted_and_not_only_where_it_is_used() -> None:
    counted = says("14:40", ANA, "1,488 bookings were charged too much, all with children")
    happened = (MITIGATED, counted, says("14:45", CLEO, "the letter to all 1488 about their logins is out"))

    assert "Said of how many: “1,488 bookings were charged" in sections(incident(*happened), at="14:55")["customers"]


def test_a_machine_counts_nobody() -> None:
    alarm = pin("13:15", "A1", "login errors 41% (limit 2)", is_machine=True)

    assert "41%" not in sections(incident(), alarm)["customers"]


def test_what_the_liaison_asks_is_no_harm() -> None:
    asked = says("13:30", CLEO, "shall I write that 88,000 are hurt?")

    assert "88,000" not in sections(incident(asked, says("13:40", BO, "the index is new")))["summary"]


@pytest.mark.parametrize("denial", ["don't think so", "I do not think so", "No"])
def test_who_denies_after_the_end_that_it_was_one_thing_tells_no_reason(denial: str) -> None:
    idea = thinks("14:31", ANA, "so was it the reset?")
    denied = says("14:33", BO, f"{denial}, the logins were back a minute or so before that, I had them open")
    why = says("14:40", BO, "the index was renamed by the job that tidies up, and nothing looked for the new name")

    cause = sections(incident(MITIGATED, idea, denied, why), at="14:55")["cause"]

    assert "the index was renamed" in cause
    assert "a minute or so before" not in cause
