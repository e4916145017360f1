"""The post-incident summary: all of the record, nothing beside it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.render.words import Words, words_in
from bot.story import summary
from bot.story.candidates import candidates
from bot.story.keytimes import took
from bot.story.onrecord import on_record
from bot.story.statements import statements
from bot.story.summary import Summary
from bot.story.timeline import PinnedMessage
from tests.incident.given import staffed
from tests.story.carta import ANA, BO, CLEO, DURING, FINAL, LEO, OPENED, clock, reader, told

SECTIONS = [
    "Summary",
    "Impact",
    "Key times",
    "Timeline",
    "What we believed and when",
    "Decisions",
    "Contributing factors",
    "Detection and response",
    "Fix",
    "Walkthrough",
    "Customers",
    "Follow-ups",
    "Reports on time",
    "Open questions and contradictions",
    "Wording to look at again",
    "Appendix",
]


def summary_of(incident: Incident, at: str = "16:00") -> Summary:
    return summary.of(incident, now=clock(at), policy=Policy())


def page(incident: Incident, at: str = "16:00") -> str:
    return Words().markdown("summary", reader=reader(at), summary=summary_of(incident, at))


def section(incident: Incident, title: str) -> str:
    return page(incident).partition(f"## {title}\n\n")[2].partition("\n## ")[0]


def test_every_section_is_there_even_if_nothing_was_recorded() -> None:
    assert SECTIONS == re.findall(r"^## (.+)$", page(told(OPENED)), re.MULTILINE)


def test_what_is_not_on_record_is_said_so_and_of_nobody() -> None:
    text = page(told(OPENED))

    assert "*Not on record.*" in text
    assert "nobody recorded" not in text.casefold()


def test_it_opens_with_impact_cause_and_fix_in_sixty_words() -> None:
    text = re.sub(r" \[\d+\]", "", section(told(*FINAL), "Summary"))

    assert text.startswith("Northwind Legal could not find the documents it must send to an authority.")
    assert "Start of the harm to mitigated: 3 h 30 min." in text
    assert words_in(text) <= 60


def test_a_title_that_is_not_told_takes_no_room_from_what_ended_it() -> None:
    happened = (
        ("13:20", LEO, f.Opened(title="Papers of a customer of many years have been missing since the early morning")),
        ("13:21", LEO, f.RoleTaken(role="lead", person=LEO)),
        ("13:22", CLEO, f.CustomerAffected(id="C1", name="Northwind", cannot="find the papers of its filing")),
        ("13:40", ANA, f.HypothesisRaised(id="H1", text="the job renamed the account and left its papers behind")),
        ("13:45", ANA, f.HypothesisConfirmed(id="H1", evidence="seen")),
        ("14:05", BO, f.Reported(role="code", conditions="moved all fourteen papers, the last at two")),
        ("14:10", LEO, f.StatusSet(status="mitigated")),
    )

    assert "moved all fourteen papers" in section(told(*happened), "Summary")


def test_the_minutes_spent_on_a_dead_end_are_told() -> None:
    dead_end = summary_of(told(*FINAL)).tested[0]

    assert ("ruled out", timedelta(minutes=8)) == (dead_end.hypothesis.outcome, dead_end.spent)


def test_the_minutes_on_a_hypothesis_left_open_end_with_the_incident() -> None:
    raised = ("13:40", BO, f.HypothesisRaised(id="H1", text="the index is stale"))
    incident = told(OPENED, raised, ("14:00", LEO, f.StatusSet(status="resolved")))

    assert timedelta(minutes=20) == summary_of(incident).tested[0].spent


def test_a_decision_without_a_reason_says_so() -> None:
    incident = told(OPENED, ("14:00", LEO, f.Decided(id="D1", what="wait for the vendor")))

    assert "| D1: “wait for the vendor” [2] | Leo Torres, 14:00 CEST | not on record |" in page(incident)


def test_a_promise_that_was_not_kept_is_missed() -> None:
    told_them = summary_of(told(*FINAL)).accounts[0].told

    assert ["missed", "no promise"] == [contact.kept for contact in told_them]


def test_a_promise_is_kept_by_the_next_contact() -> None:
    again = ("14:29", CLEO, f.CustomerTold(id="C1", what="we found two"))

    assert "kept" == summary_of(told(*DURING, again)).accounts[0].told[0].kept


def test_a_promise_whose_time_has_not_come_is_open() -> None:
    assert "open" == summary_of(told(*DURING), "14:10").accounts[0].told[0].kept


def test_two_people_with_two_times_contradict_each_other() -> None:
    times = (
        ("14:00", ANA, f.TimeSet(which="impact start", time=clock("11:40"))),
        ("14:05", CLEO, f.TimeSet(which="impact start", time=clock("11:10"))),
    )
    text = section(told(OPENED, *times), "Open questions and contradictions")

    assert "Two times for “impact start”: 11:40 CEST (Ana Lima) and 11:10 CEST (Cleo Diaz)" in text


def test_somebody_who_corrects_their_own_time_contradicts_nobody() -> None:
    times = (
        ("14:00", ANA, f.TimeSet(which="impact start", time=clock("11:40"))),
        ("14:05", ANA, f.TimeSet(which="impact start", time=clock("11:10"))),
    )

    assert () == summary_of(told(OPENED, *times)).contradictions


OUT_OF_ORDER = (
    ("15:13", ANA, f.TimeSet(which="impact start", time=clock("15:08"))),
    ("15:14", ANA, f.TimeSet(which="detected", time=clock("15:01"))),
    ("15:15", ANA, f.TimeSet(which="mitigated", time=clock("15:05"))),
)


def test_times_that_cannot_both_be_right_are_listed_whoever_said_them() -> None:
    text = section(told(OPENED, *OUT_OF_ORDER), "Open questions and contradictions")

    assert "“impact start” at 15:08 CEST (Ana Lima) is after “detected” at 15:01 CEST (Ana Lima)" in text
    assert "“impact start” at 15:08 CEST (Ana Lima) is after “mitigated” at 15:05 CEST (Ana Lima)" in text


def test_no_time_is_counted_between_times_that_are_out_of_order() -> None:
    text = section(told(*FINAL, *OUT_OF_ORDER), "Detection and response")

    assert "From the start of the harm to its detection: none, for by the record" in text
    assert re.search(r"-\d", text) is None


def test_where_it_was_resolved_at_once_that_is_the_end_that_is_counted_to() -> None:
    end = ("15:13", LEO, f.StatusSet(status="resolved", why="all there"))
    began = ("15:15", LEO, f.TimeSet(which="impact start", time=clock("11:10")))
    text = section(told(OPENED, end, began), "Detection and response")

    assert "From the call to resolved: 1 h 53 min" in text
    assert "From the start of the harm to resolved: 4 h 3 min" in text
    assert "From the start of the harm to its detection: at most 2 h 10 min, for then it was declared" in text
    assert "mitigated" not in text


def test_a_status_that_is_set_after_the_fact_contradicts_nothing() -> None:
    stated = ("15:12", BO, f.TimeSet(which="mitigated", time=clock("15:05"), source="the graphs"))

    assert () == summary_of(told(*FINAL, stated)).contradictions


def test_a_stated_time_is_better_than_the_one_the_status_shows() -> None:
    stated = ("15:12", BO, f.TimeSet(which="mitigated", time=clock("15:05"), source="the graphs"))
    moment = summary_of(told(*FINAL, stated)).moments["mitigated"]

    assert moment is not None
    assert (clock("15:05"), True) == (moment.time, moment.stated)


def test_a_relapse_takes_the_end_back() -> None:
    relapse = ("15:40", LEO, f.StatusSet(status="investigating"))

    assert summary_of(told(*FINAL, relapse)).moments["mitigated"] is None


def test_a_resolution_that_was_undone_is_no_end() -> None:
    resolved = ("15:20", LEO, f.StatusSet(status="resolved"))
    undone = ("15:22", LEO, f.StatusSet(status="mitigated", undoes=3))
    again = ("15:50", LEO, f.StatusSet(status="resolved"))
    moment = summary_of(told(OPENED, ("15:10", LEO, f.StatusSet(status="mitigated")), resolved, undone, again))

    ended = moment.moments["resolved"]
    assert ended is not None
    assert clock("15:50") == ended.time


def test_an_episode_tells_what_was_thought_what_answered_it_and_what_was_done() -> None:
    first = summary_of(told(*FINAL)).episodes[0]

    assert ["ruled out", "confirmed"] == [thought.outcome for thought in first.thoughts]
    assert "prepare the move and keep counting" == first.did[-1].words
    assert timedelta(minutes=8) == first.in_dead_ends


def test_what_was_said_before_the_last_deed_is_not_told_as_if_it_came_then() -> None:
    happened = (
        ("13:30", BO, f.HypothesisRaised(id="H1", text="the index is stale")),
        ("13:35", ANA, f.Reported(role="logs", conditions="two papers are found")),
        ("13:40", LEO, f.Decided(id="D1", what="switch the rename off")),
        ("13:45", BO, f.Reported(role="code", conditions="it is off", actions="moving the papers")),
        ("13:50", ANA, f.Reported(role="logs", conditions="all are there")),
    )
    walkthrough = section(told(OPENED, *HELD, *happened), "Walkthrough")

    assert "- **Meanwhile:** “two papers are found” (logs, 13:35)" in walkthrough
    assert walkthrough.index("Meanwhile") < walkthrough.index("Did") < walkthrough.index("“all are there”")
    assert "**Then:** “all are there”" in walkthrough


def test_a_line_marked_as_the_reason_is_what_was_thought_where_nobody_typed_an_idea() -> None:
    incident = told(
        OPENED,
        ("13:05", BO, f.RoleTaken(role="code", person=BO)),
        ("13:40", LEO, f.StatusSet(status="mitigated")),
    )
    ts = f"{clock('13:20').timestamp():.6f}"
    line = PinnedMessage("C42", ts, "", BO, "the setting is missing on the live one", None, None, LEO, clock("13:21"))
    marked = replace(line, meant={"why": (BO, clock("13:22"))})
    plain, thought = (summary.of(incident, [one], now=clock("16:00"), policy=Policy()) for one in (line, marked))

    assert [] == [words for episode in plain.episodes for words in episode.thoughts]
    [episode] = thought.episodes
    assert ["the setting is missing on the live one"] == [t.quote.words for t in episode.thoughts]
    assert not episode.before
    assert not episode.then
    text = Words().markdown("summary", reader=reader("16:00"), summary=thought)
    assert "- **Thought:** “the setting is missing on the live one” (code, 13:20) [m1]; marked as the reason" in text


def test_what_only_a_person_can_tell_is_left_to_them() -> None:
    assert "**Would tell the next one:**" in page(told(*FINAL))
    assert "*Leo Torres completes this.*" in page(told(*FINAL))


def test_a_corrected_figure_appears_as_put_right_with_a_note() -> None:
    first = ("13:30", ANA, f.ImpactStated(id="I1", figure="exact", what="accounts", low=80))
    second = ("14:01", ANA, replace(first[2], low=55))

    assert "| 55 accounts | Ana Lima, 14:01 CEST [3] | Corrected: it is not 80 |" in page(told(OPENED, first, second))


def test_what_was_taken_back_leaves_a_trace_without_its_words() -> None:
    incident = told(OPENED, ("13:30", ANA, f.Noted(text="wrong channel")), ("13:31", ANA, f.Struck(seq=2)))
    text = page(incident)

    assert "Record 2 was taken back by Ana Lima at 13:31 CEST" in text
    assert "wrong channel" not in text


def test_the_templates_themselves_do_not_judge() -> None:
    """Flagged words appear only inside quotation marks: as somebody's own."""
    text = re.sub(r"“[^”]*”", "", page(told(*FINAL))).casefold().replace("**just before:**", "")

    assert not re.search(r"\b(should have|failed to|root cause|fault|blame|obviously|just|simply|clearly)\b", text)


def test_slack_reads_how_it_opens() -> None:
    text = Words().slack("summary", reader=reader("16:00"), summary=summary_of(told(*FINAL)))

    assert "Confirmed cause: Monday's rename left the documents under the customer's old name." in text


def test_an_idea_is_no_sign_of_when_it_began() -> None:
    book = (
        staffed()
        .says(2, ANA, f.HypothesisRaised(id="H1", text="the clean-up deleted the papers"))
        .says(4, ANA, f.Reported(role="logs", conditions="two of fourteen are there"))
    )

    offered = candidates(book.incident, on_record(book.incident, statements(book.incident), {}))

    assert ["two of fourteen are there"] == [quote.words for quote in offered["impact start"]]
    assert ["two of fourteen are there"] == [quote.words for quote in offered["detected"]]


def test_what_was_declared_had_been_detected_by_then() -> None:
    book = staffed().says(4, ANA, f.Reported(role="logs", conditions="two of fourteen are there"))

    written = re.sub(r" \[\d+\]", "", page(book.incident))

    assert "| detected | at the latest 11:00 CEST | 09:00 | it was declared then |" in written
    assert "| impact start | at the latest 11:00 CEST | 09:00 | it was declared then |" in written
    assert "- Found: at the latest 11:00 CEST, when it was declared" in written


def test_what_was_done_right_before_the_end_is_progress_and_no_factor() -> None:
    """What logs and code found between the name of the cause and the end tells what let it happen, if anything does."""
    happened = (
        ("14:22", ANA, f.Reported(role="logs", conditions="nothing compares papers with owners")),
        ("14:50", BO, f.Reported(role="code", conditions="7 of 14 papers moved")),
        ("15:00", BO, f.Reported(role="code", conditions="12 of 14 papers moved")),
        ("15:09", BO, f.Reported(role="code", conditions="14 of 14 papers moved")),
        ("15:10", LEO, f.StatusSet(status="mitigated")),
    )
    offered = summary_of(told(*DURING, ("14:20", LEO, f.StatusSet(status="identified")), *happened)).candidates

    assert ["nothing compares papers with owners"] == [quote.words for quote in offered["factors"]]
    assert ["7 of 14", "12 of 14", "14 of 14"] == [quote.words.partition(" papers")[0] for quote in offered["ended_by"]]


def test_from_the_decision_what_to_do_until_the_end_what_is_found_is_progress_and_no_factor() -> None:
    happened = (
        ("14:20", LEO, f.StatusSet(status="identified")),
        ("14:22", ANA, f.Reported(role="logs", conditions="nothing compares papers with owners")),
        ("14:30", LEO, f.Decided(id="D9", what="move the fourteen papers now")),
        ("14:40", BO, f.Reported(role="code", conditions="2 of 14 papers moved")),
        ("14:45", BO, f.Reported(role="code", conditions="7 of 14 papers moved")),
        ("15:00", BO, f.Reported(role="code", conditions="12 of 14 papers moved")),
        ("15:05", ANA, f.Reported(role="logs", conditions="13 of 14 papers seen")),
        ("15:09", BO, f.Reported(role="code", conditions="14 of 14 papers moved")),
        ("15:10", LEO, f.StatusSet(status="mitigated")),
        ("15:40", ANA, f.Reported(role="logs", conditions="no alarm watches the rename job")),
    )
    offered = [quote.words for quote in summary_of(told(*DURING, *happened)).candidates["factors"]]

    assert ["nothing compares papers with owners", "no alarm watches the rename job"] == offered


@pytest.mark.parametrize(
    "said",
    [
        "restarting now",
        "still moving the rest",
        "12 of 38 papers are back",
        "Correction: 5 papers, not 9",
        "Nothing new.",
    ],
)
@pytest.mark.parametrize("at", ["14:22", "15:40"], ids=["before the end", "after it"])
def test_how_it_goes_is_no_contributing_factor(said: str, at: str) -> None:
    happened = (
        ("14:10", CLEO, f.Reported(role="customers", conditions="38 papers are missing")),
        ("14:20", LEO, f.StatusSet(status="identified")),
        (at, BO, f.Reported(role="code", conditions=said)),
        ("15:10", LEO, f.StatusSet(status="mitigated")),
        ("15:50", ANA, f.Reported(role="logs", conditions="nothing compares papers with owners since 2019")),
    )
    offered = summary_of(told(*DURING, *sorted(happened, key=lambda one: one[0]))).candidates["factors"]

    assert ["nothing compares papers with owners since 2019"] == [quote.words for quote in offered]


def test_who_saw_the_last_end_is_somebody_of_the_last_time() -> None:
    """An end before it began again was seen by whoever saw that one."""
    happened = (
        ("14:29", CLEO, f.Reported(role="customers", conditions="all is there")),
        ("14:30", LEO, f.StatusSet(status="mitigated")),
        ("14:40", LEO, f.StatusSet(status="investigating")),
        ("15:25", CLEO, f.Reported(role="customers", conditions="all is there again")),
        ("15:30", LEO, f.StatusSet(status="mitigated")),
    )

    [seen] = summary_of(told(*DURING, *happened)).candidates["mitigated"]
    assert "all is there again" == seen.words


def test_a_reader_whose_clock_shows_utc_under_another_name_reads_each_time_once() -> None:
    at = replace(reader("16:00"), zone="Africa/Abidjan")
    text = Words().markdown("summary", reader=at, summary=summary_of(told(*FINAL)))

    assert "| moment | time | source |" in text
    assert "| GMT | who | what |" in text
    assert "UTC" not in text


def test_the_opening_quotes_what_somebody_took_for_its_place_and_no_other_section_quotes_it_again() -> None:
    book = (
        staffed()
        .says(4, ANA, f.Reported(role="logs", conditions="no parcel has an address"))
        .says(9, ANA, f.Reported(role="logs", conditions="every parcel has its address"))
    )
    seqs = [entry.seq for entry, _ in book.incident.of(f.Reported)]
    book = book.says(12, LEO, f.Marked(means="harm", line=seqs[0])).says(12, LEO, f.Marked(means="done", line=seqs[1]))
    written = page(book.incident)

    assert "The harm: “no parcel has an address” (logs, 11:04)." in written
    assert "What ended it: “every parcel has its address” (logs, 11:09)." in written
    assert "Who could not do what: as quoted above (logs, 11:04), confirmed by Leo Torres" in written


def harmed(number: int, name: str, cannot: str = "") -> tuple[str, str, f.Fact]:
    return "13:25", CLEO, f.CustomerAffected(id=f"C{number}", name=name, cannot=cannot)


def test_what_one_customer_cannot_do_is_said_of_no_other() -> None:
    one, other = harmed(1, "Zwolle", "send out 31 vans"), harmed(2, "Breda", "send out 12 vans")

    assert "Zwolle cannot send out 31 vans; Breda is affected as well." in section(told(OPENED, one, other), "Summary")


def test_what_customers_cannot_do_alike_is_said_of_all_of_them() -> None:
    alike = (harmed(1, "Zwolle", "send out vans"), harmed(2, "Breda", "send out vans"))

    assert "Zwolle and Breda cannot send out vans." in section(told(OPENED, *alike), "Summary")


def test_a_figure_that_people_wrote_as_a_sentence_opens_it_well() -> None:
    stated = ("13:30", ANA, f.ImpactStated(id="I1", figure="exact", low=5, what="letters were opened by others"))

    assert "In figures: 5 letters were opened by others." in section(told(OPENED, stated), "Summary")


def test_a_line_that_fits_is_not_called_the_last_where_a_longer_one_came_after_it() -> None:
    said = ("14:00", BO, f.Reported(role="code", conditions="restarted it"))
    longer = ("14:05", BO, f.Reported(role="code", conditions="put " + "one paper after the other " * 4 + "back"))
    cause = ("13:40", BO, f.HypothesisRaised(id="H1", text="the papers of all the archives " * 7))
    sure = ("13:50", BO, f.HypothesisConfirmed(id="H1", evidence="seen"))
    holds = ("13:21", BO, f.RoleTaken(role="code", person=BO))
    began = ("13:22", BO, f.Reported(role="code", conditions="logins fail " * 12))
    over = ("14:10", LEO, f.StatusSet(status="mitigated"))
    text = section(told(OPENED, holds, began, cause, sure, said, longer, over), "Summary")

    assert "Before the end: “restarted it”" in text


def test_the_opening_tells_the_plan_that_was_and_not_what_came_before_it_began_again() -> None:
    planned = (OPENED, ("13:30", LEO, f.Planned(plan="a", what="put the owner back")))
    over = (("14:00", LEO, f.StatusSet(status="mitigated")),)
    again = (("14:10", LEO, f.StatusSet(status="investigating")), ("14:30", LEO, f.StatusSet(status="mitigated")))
    steps = (("13:50", LEO, f.PlanStepped(plan="a", stage="done")), *over)
    opening = [section(told(*planned, *then), "Summary") for then in ((), over, steps, (*over, *again))]

    assert ["The plan:", "Plan A was:", "The fix, in place at 13:50", ""] == [
        next((told for told in ("The plan:", "Plan A was:", "The fix, in place at 13:50") if told in text), "")
        for text in opening
    ]


# What stands as a candidate, and what it is called.


def said(at: str, who: str, words: str) -> tuple[str, str, f.Fact]:
    return at, who, f.Reported(role={ANA: "logs", BO: "code", CLEO: "customers", LEO: "lead"}[who], conditions=words)


HELD = tuple(("13:20", who, f.RoleTaken(role=role, person=who)) for who, role in ((ANA, "logs"), (BO, "code")))
STUCK = said("13:21", ANA, "the mill stands still")
AT_LAST = said("13:45", BO, "the belt slips in wet weather")
NAMED = ("13:46", LEO, f.StatusSet(status="identified"))
TURNS = said("14:10", CLEO, "flour is back on all 12 rolls")
ENDED = ("14:11", LEO, f.StatusSet(status="mitigated"))


def test_that_no_contact_is_entered_denies_nothing_that_the_liaison_said() -> None:
    alone = told(OPENED, *HELD, harmed(1, "Zwolle", "grind"))
    spoken = told(OPENED, *HELD, harmed(1, "Zwolle", "grind"), said("13:40", CLEO, "told Zwolle that we sew a belt"))

    assert "No contact is entered.\n" in section(alone, "Customers")
    assert "No contact is entered; what the customer liaison said stands below.\n" in section(spoken, "Customers")
    assert "“told Zwolle that we sew a belt”" in section(spoken, "Customers")


def test_the_opening_tells_the_cause_of_the_brief_and_not_what_it_was_not() -> None:
    no_power = said("13:40", BO, "no, the power is fine on every floor")

    opening = section(told(OPENED, *HELD, STUCK, no_power, AT_LAST, NAMED, TURNS, ENDED), "Summary")

    assert "Why, not confirmed: “the belt slips in wet weather” (code, 13:45)" in opening
    assert "the power is fine" not in opening


HURT = "no baker in the valley has any flour for tomorrow. the inn has some for a day, and the mill none"
SLIPS = said("13:45", BO, "the belt is of leather, and leather slips where the rain comes in")
LACED = said("14:05", BO, "a cotton belt is on since two, sewn by hand. it runs as it should on the twelve rolls")


def test_none_of_what_opens_it_takes_the_room_of_another_that_shorter_sentences_would_leave() -> None:
    opening = section(told(OPENED, *HELD, said("13:22", CLEO, HURT), SLIPS, NAMED, LACED, ENDED), "Summary")

    assert "At first: “no baker in the valley has any flour for tomorrow.” (customer liaison, 13:22)" in opening
    assert "Why, not confirmed: “the belt is of leather, and leather slips where the rain comes in”" in opening
    assert "Before the end: “a cotton belt is on since two, sewn by hand." in opening


def test_what_has_no_room_in_the_opening_names_the_section_where_it_stands() -> None:
    at_length = said("13:22", CLEO, HURT.replace(".", ","))

    opening = section(told(OPENED, *HELD, at_length, SLIPS, NAMED, LACED, ENDED), "Summary")

    assert "At first: “no baker in the valley has any flour for tomorrow, the inn has some" in opening
    assert "Why: see Contributing factors." in opening
    assert "“a cotton belt is on since two, sewn by hand." in opening


def test_of_what_was_typed_at_length_the_harm_is_told_and_the_rest_where_it_stands() -> None:
    long = "the belt that we laid in spring slips on the wheel " * 3
    harm, plan = harmed(1, "Zwolle", long), ("13:40", LEO, f.Planned(plan="a", what=long))
    judged = ("13:41", BO, f.HypothesisRaised(id="H1", text=long, likelihood="likely"))

    opening = section(told(OPENED, harm, plan, judged, ENDED), "Summary")

    assert "Zwolle could not the belt that we laid" in opening
    assert "What ended it: see Fix." in opening
    assert "Why: see What we believed and when." in opening


def test_what_names_the_cause_is_no_factor_beside_it() -> None:
    at_once = ("13:45", LEO, f.StatusSet(status="identified"))

    assert () == summary_of(told(OPENED, *HELD, STUCK, AT_LAST, at_once, TURNS, ENDED)).candidates["factors"]


def test_what_names_the_cause_is_none_either_where_much_was_said_after_it() -> None:
    sure = said("13:50", BO, "Confirmed: the belt slips in wet weather")
    rest = [said(f"14:0{n}", CLEO, f"{n} bakers came for flour") for n in range(4)]

    offered = summary_of(told(OPENED, *HELD, STUCK, AT_LAST, NAMED, sure, *rest, TURNS, ENDED)).candidates

    assert () == offered["factors"]
    assert "Confirmed: the belt slips in wet weather" in [quote.words for quote in offered["cause"]]


AGAIN = ("14:20", LEO, f.StatusSet(status="investigating"))
ENDED_TWICE = ("14:40", LEO, f.StatusSet(status="mitigated"))


@pytest.mark.parametrize(
    ("began", "ended", "over_min"),
    [("13:21", "14:40", 9), ("14:11", "14:40", 9), ("14:12", "14:40", 0), ("13:21", "14:20", 9), ("13:21", "14:19", 0)],
)
def test_it_was_held_to_be_over_for_what_lies_between_its_begin_and_its_end(
    began: str, ended: str, over_min: int
) -> None:
    times = (
        ("14:41", LEO, f.TimeSet(which="impact start", time=clock(began))),
        ("14:42", LEO, f.TimeSet(which="mitigated", time=clock(ended))),
    )

    [length] = took(told(OPENED, ENDED, AGAIN, ENDED_TWICE, *times))

    assert timedelta(minutes=over_min) == length.values["over_for"]


def test_that_it_was_held_to_be_over_in_between_has_its_words_in_the_opening() -> None:
    long = said("14:39", BO, " ".join(f"word{n}" for n in range(19)))
    once, twice = (
        section(told(OPENED, *HELD, STUCK, AT_LAST, NAMED, *then), "Summary")
        for then in ((long, ENDED_TWICE), (ENDED, AGAIN, long, ENDED_TWICE))
    )

    assert "the belt slips" in once
    assert "the belt slips" not in twice
    assert "Why: see Contributing factors." in twice


def test_an_idea_that_somebody_settled_is_told_as_that_whatever_denied_it_before() -> None:
    idea = ("13:30", LEO, f.HypothesisRaised(id="H1", text="was the power out?"))
    denied = said("13:32", ANA, "no, the power was never out")
    settled = ("13:40", LEO, f.HypothesisConfirmed(id="H1", evidence="the meter"))
    was_open, was_settled = (summary_of(told(OPENED, *HELD, idea, denied, *then)).tested for then in ((), (settled,)))

    assert [(True, timedelta(minutes=2))] == [(one.is_answered, one.spent) for one in was_open]
    assert [(False, timedelta(minutes=10))] == [(one.is_answered, one.spent) for one in was_settled]


def test_where_the_cause_had_no_name_before_the_end_it_is_what_was_told_right_after_it() -> None:
    why = "the belt is of leather, and leather slips where the rain comes in"
    resolved, later = ("14:12", LEO, f.StatusSet(status="resolved")), said("14:55", ANA, "a roof by June")

    ended = told(OPENED, *HELD, STUCK, AT_LAST, TURNS, ENDED, resolved, said("14:20", BO, why), later)

    assert f"Why, not confirmed: “{why}” (code, 14:20)" in section(ended, "Summary")
    assert [why, "a roof by June"] == [q.words for q in summary_of(ended).candidates["cause"]]
    assert "a roof by June" in {q.words for q in summary_of(ended).candidates["factors"]}
    assert why not in {q.words for q in summary_of(ended).candidates["factors"]}


def test_an_idea_that_a_line_on_record_denies_is_open_no_more() -> None:
    idea = ("13:30", LEO, f.HypothesisRaised(id="H1", text="was the power out?"))
    written = page(told(OPENED, *HELD, idea, said("13:32", ANA, "no, the power was never out"), ENDED))

    assert "| not judged | answered, not settled | none recorded | 2 min |" in written
    assert "Hypothesis H1 was neither confirmed nor ruled out" not in written


def test_a_machine_saw_no_end() -> None:
    alarm = PinnedMessage(
        "C1", f"{clock('14:10').timestamp():.6f}", "", "A1", "OK again", None, None, LEO, clock("14:10")
    )
    incident = told(OPENED, *HELD, STUCK, said("14:05", BO, "a new belt is on"), ENDED)

    found = summary.of(incident, [replace(alarm, is_machine=True)], now=clock("16:00"), policy=Policy()).candidates

    assert ["a new belt is on"] == [quote.words for quote in found["mitigated"]]


def test_how_many_holds_what_was_counted_once_it_had_ended() -> None:
    early = [said(f"13:2{n}", CLEO, f"{n} bakers called") for n in range(2, 6)]
    counted = said("14:30", ANA, "by the log 31 of 52 bakers had no flour")

    offered = summary_of(told(OPENED, *HELD, *early, ENDED, counted)).candidates["how_many"]

    assert ["4 bakers called", "5 bakers called", "by the log 31 of 52 bakers had no flour"] == [
        q.words for q in offered
    ]


def test_only_what_shares_the_name_of_a_thing_is_to_be_compared() -> None:
    eva, kim = "U_EVA", "U_KIM"
    lines = (
        ("13:22", eva, f.Noted(text="40 sacks are wet")),
        ("13:25", kim, f.Noted(text="I am there in 15 minutes")),
        ("13:28", eva, f.Noted(text="a lorry waits since 2 hours")),
        ("13:31", kim, f.Noted(text="it is 2 lorry loads by now, the lorry is full")),
    )

    [(one, two)] = summary_of(told(OPENED, *lines)).computed.compared

    assert "a lorry waits since 2 hours" == one.words
    assert two.words.startswith("it is 2 lorry loads")


def test_two_that_count_the_same_thing_are_to_be_compared_whatever_was_counted_between_them() -> None:
    lines = (
        ("13:22", "U_EVA", f.Noted(text="40 sacks are wet")),
        ("13:25", "U_TOM", f.Noted(text="9 lorries wait at the gate")),
        ("13:28", "U_KIM", f.Noted(text="by my list 52 sacks are wet")),
        ("14:20", "U_TOM", f.Noted(text="60 sacks are wet")),
    )

    [(one, two)] = summary_of(told(OPENED, *lines)).computed.compared

    assert ("40 sacks are wet", "by my list 52 sacks are wet") == (one.words, two.words)


def test_the_newest_words_from_outside_are_whom_it_hurts_only_where_a_place_is_left() -> None:
    eva = "U_EVA"
    lines = (("13:22", eva, f.Noted(text="no flour")), said("13:25", CLEO, "9 bakers called"))
    back = ("14:05", eva, f.Noted(text="it turns again"))

    offered = summary_of(told(OPENED, *HELD, STUCK, *lines, back, ENDED)).candidates["harm"]

    assert ["the mill stands still", "no flour", "9 bakers called"] == [quote.words for quote in offered]


def test_the_reasons_given_for_setting_it_to_over_stand_with_the_fix() -> None:
    """Who leads has said it when setting the state: a page that answers “not on record” beside that is wrong."""
    happened = (
        ("14:10", LEO, f.StatusSet(status="mitigated", why="Nell has all forty parcels on the lorry")),
        ("14:30", LEO, f.StatusSet(status="resolved", why="the night shift found none without an address")),
    )
    fix = section(told(OPENED, *happened), "Fix")

    assert "- Set to mitigated because “Nell has all forty parcels on the lorry” (Leo Torres, 14:10 CEST) [2]" in fix
    assert "- Set to resolved because “the night shift found none without an address”" in fix
    assert "Who saw that it was over" not in fix


def test_a_reason_for_an_end_that_did_not_hold_is_no_reason_for_the_end() -> None:
    happened = (
        ("14:10", LEO, f.StatusSet(status="mitigated", why="the queue is empty")),
        ("14:20", LEO, f.StatusSet(status="investigating", why="it fills again")),
        ("14:30", LEO, f.StatusSet(status="resolved")),
    )
    fix = section(told(OPENED, *happened), "Fix")

    assert "the queue is empty" not in fix
    assert "- Who saw that it was over: *Not on record.*" in fix


def test_a_fix_that_somebody_confirmed_was_in_place_when_it_was_told_at_the_latest() -> None:
    happened = (
        ("14:05", BO, f.Reported(role="code", conditions="a new belt is on")),
        ("14:10", LEO, f.StatusSet(status="mitigated")),
    )
    confirmed = ("14:11", LEO, f.Marked(means="done", line=4))

    assert "| fix applied | not on record | | |" in page(told(OPENED, *HELD, *happened))
    assert "| fix applied | at the latest 14:05 CEST | 12:05 | code said it then [4] |" in page(
        told(OPENED, *HELD, *happened, confirmed)
    )


def test_without_a_plan_the_last_decision_before_the_end_is_named() -> None:
    happened = (
        ("14:00", LEO, f.Decided(id="D1", what="rename is switched off")),
        ("14:05", LEO, f.Decided(id="D2", what="move the papers now")),
        ("14:10", LEO, f.StatusSet(status="mitigated")),
        ("14:40", LEO, f.Decided(id="D3", what="write to the other customers")),
    )
    named = "- Plan A: none entered; the last decision before the end was D2 (Leo Torres, 14:05 CEST) [3]"

    assert named in section(told(OPENED, *happened), "Fix")
    assert "- Plan A: none entered; the last decision so far is D2" in section(told(OPENED, *happened[:2]), "Fix")
    assert "- Plan A: *Not on record.*" in section(told(OPENED), "Fix")


def test_what_took_no_minute_was_done_at_once() -> None:
    happened = (
        ("13:20", LEO, f.RoleTaken(role="lead", person=LEO)),
        ("13:40", BO, f.HypothesisRaised(id="H1", text="the index is stale")),
        ("13:40", BO, f.HypothesisConfirmed(id="H1", evidence="seen")),
    )
    text = page(told(OPENED, *happened))

    assert "- From the call to a lead: at once" in text
    assert "confirmed at once: “seen”" in text
    assert "| “seen” | under 1 min |" in text
    assert "| 0 min |" not in text


def test_a_sum_that_somebody_named_stands_beside_that_none_is_entered() -> None:
    counted = ("14:20", CLEO, f.Reported(role="customers", conditions="388 of them paid 61.430 euro too much"))
    entered = ("14:30", LEO, f.MoneyStated(id="M1", kind="lost", low=61_430, high=61_430, currency="EUR"))
    impact = section(told(OPENED, *HELD, counted), "Impact")

    assert "- Lost, at risk, delayed, penalties: not entered; said of money: " in impact
    assert "- At risk, delayed, penalties: *Not on record.*" in section(told(OPENED, *HELD, counted, entered), "Impact")
