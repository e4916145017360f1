"""The sheet for whoever presents the brief: the questions with their answers, the tellings, what to leave unsaid."""

from dataclasses import replace

import pytest

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.render.out import html
from bot.render.words import Words
from bot.story import brief, sheet
from bot.story.brief import Brief
from bot.story.recall.past import Past
from bot.story.sheet import ALWAYS, OFTEN, Answered, Sheet
from bot.story.telling import WHOLE_S, words_within
from tests.story.carta import ANA, BO, CLEO, DURING, FINAL, LEO, OPENED, clock, reader, told

WORDS = Words()
BARE = told(OPENED)


def page_of(incident: Incident, at: str = "14:05") -> Brief:
    return brief.of(incident, now=clock(at), policy=Policy(), due={}, next_brief_at=None)


def sheet_of(incident: Incident, at: str = "14:05", *, alike: tuple[Past, ...] = ()) -> Sheet:
    return sheet.of(page_of(incident, at), incident, policy=Policy(), alike=alike)


def text_of(incident: Incident, at: str = "14:05", *, alike: tuple[Past, ...] = ()) -> str:
    return WORDS.document(sheet_of(incident, at, alike=alike), reader=reader(at))


def answer(incident: Incident, question: str, at: str = "14:05", *, alike: tuple[Past, ...] = ()) -> str:
    """What the sheet says to a question, by its first words."""
    found = next(part for part in text_of(incident, at, alike=alike).split("\n\n") if question in part)
    return found.partition(f"{question}")[2]


def answered(incident: Incident, question: str, at: str = "14:05") -> Answered:
    return next(one for one in sheet_of(incident, at).answers if one.question == question)


def telling(incident: Incident, name: str, at: str = "14:05") -> str:
    return next(part for part in text_of(incident, at).split("\n\n") if part.startswith(f"**{name} "))


def unsaid(incident: Incident, at: str = "14:05") -> str:
    return text_of(incident, at).partition("**Leave unsaid**")[2]


def test_the_five_that_are_always_asked_come_first_in_the_words_of_the_one_who_asks() -> None:
    asked = [
        "1. Walk me through what happened.",
        "2. What caused this?",
        "3. How are you fixing it?",
        "4. What prevents it next time?",
        "5. What is the overall risk?",
    ]
    text = text_of(told(*DURING))

    assert sorted(text.index(question) for question in asked) == [text.index(question) for question in asked]


def test_an_answer_is_in_the_words_of_the_brief() -> None:
    """A question chooses no words of its own: what it takes from the page stands there as well."""
    incident = told(*DURING)
    of_page = {sentence for section in page_of(incident).sections for sentence in map(repr, section.sentences)}

    for rule, found in zip((*ALWAYS, *OFTEN), sheet_of(incident).answers, strict=True):
        if rule.sections and rule.told is sheet._nothing and not found.is_open:
            assert {repr(sentence) for sentence in found.sentences} <= of_page


def test_every_sentence_about_the_incident_leads_to_its_record() -> None:
    assert "put the documents back under the right owner (code, 14:01). [18]" in answer(told(*DURING), "fixing it?")


def test_what_happened_is_told_with_the_few_times_that_one_needs() -> None:
    text = answer(told(*FINAL), "what happened.", "16:00")

    expected = "In order: the first sign 11:45; opened 13:20; marked as identified 14:20; the fix in place 15:10."
    assert expected in text


def test_times_that_cannot_both_be_right_are_no_course_of_events() -> None:
    wrong = ("15:15", ANA, f.TimeSet(which="mitigated", time=clock("11:00")))

    assert "In order" not in answer(told(*FINAL, wrong), "what happened.", "16:00")


def test_a_question_that_nothing_answers_is_open_and_names_who_could_know() -> None:
    expected = "Open: nothing is entered for it; Cleo Diaz (customer liaison) could know."
    incident = told(*DURING[:5])

    assert answered(incident, "why_not_seen_first").is_open
    assert expected in answer(incident, "How did we learn of it, and why not earlier?")


def test_a_role_that_nobody_holds_could_know_and_nobody_is_named() -> None:
    expected = "Open: nothing is entered for it; the role that could know is free: code."

    assert expected in answer(BARE, "What caused this?")


def test_where_no_entry_can_answer_the_newest_words_of_who_could_know_stand_beside_it() -> None:
    """Nobody types whether data is lost, but somebody may have said so: it may not read as if nothing were known."""
    text = answer(told(*DURING), "Is data lost or exposed?")

    assert "Ana Lima (logs) could know. Newest from there: “2 of 14 documents found under the old name, intact”" in text


def test_a_risk_of_which_only_the_estimate_is_missing_is_open() -> None:
    customer = ("13:25", CLEO, f.CustomerAffected(id="C1", name="Northwind", deadline_at=clock("18:00")))
    incident = told(*DURING[:5], customer)

    assert answered(incident, "how_risky").is_open
    assert "no estimate is entered" in answer(incident, "overall risk?")


def test_an_estimate_is_an_answer_and_is_called_no_promise() -> None:
    incident = told(*DURING)

    assert not answered(incident, "when_over").is_open
    assert "not a promise to anybody" in answer(incident, "When will it be over?")


def test_whoever_asks_for_customers_reads_who_speaks_with_them() -> None:
    text = answer(told(*DURING), "can I call them?")

    assert "On our list: Northwind Legal." in text
    assert "Cleo Diaz speaks with them" in text


def test_what_customers_were_told_is_quoted() -> None:
    assert "Northwind Legal was told at 13:48: “we are on it”." in answer(told(*DURING), "told the customers?")


def test_who_did_it_is_answered_with_how_it_could_happen() -> None:
    assert "We look at how it could happen and not at who." in answer(told(*DURING), "Who did it?")


def test_the_clock_for_a_notice_is_computed_from_a_time_on_record_and_the_duty_left_to_lawyers() -> None:
    expected = "Legal decides that. If personal data is concerned, 72 hours from 11:45 CEST end at 17 May 11:45 CEST"

    assert expected in answer(told(*DURING), "duty to notify anybody?")


def test_what_is_like_it_is_named_with_what_it_was_and_else_that_the_search_found_none() -> None:
    past = Past(name="INC-12", title="Papers gone after a rename", happened_on="3 March 2026", cause="the rename job")
    expected = "Most like it: INC-12, “Papers gone after a rename”, 3 March 2026; it was: “the rename job”."

    assert expected in answer(told(*DURING), "happened before?", alike=(past,))
    assert "found none much like it" in answer(told(*DURING), "happened before?")


def test_how_sure_is_told_with_how_old_the_picture_is() -> None:
    text = answer(told(*DURING), "How sure are you?")

    assert "Not confirmed. Likely:" in text
    assert "logs: 13:58 CEST, 7 min old" in text


# ---- the tellings ----------------------------------------------------------------------------------


def test_fifteen_seconds_are_who_cannot_do_what_and_what_is_done_about_it() -> None:
    assert telling(told(*DURING), "In fifteen seconds").endswith(
        "(31 of 35 words).** Northwind Legal cannot find the documents it must send to an authority. "
        "Planned: put the documents back under the right owner (code, 14:01). "
        "Estimate: 20 to 40 minutes from its start."
    )


def test_a_belief_is_told_in_a_minute_with_its_likelihood() -> None:
    assert "**Cause.** Not confirmed. Likely: Monday's rename" in telling(told(*DURING), "In one minute")


def test_what_is_not_on_record_of_money_is_never_told_without_what_is() -> None:
    for count in range(len(DURING)):
        text = telling(told(*DURING[: count + 1]), "In one minute")

        assert "penalties: not on record" not in text or "EUR 60,000" in text


def test_five_minutes_are_the_answers_in_their_order_as_far_as_they_can_be_said() -> None:
    assert "the answers 1 to 7 below, in this order.**" in telling(told(*DURING), "In five minutes")


@pytest.mark.parametrize(("seconds", "words"), [(15, 35), (60, 140), (WHOLE_S, 700)])
def test_a_telling_has_as_many_words_as_are_said_in_its_time(seconds: int, words: int) -> None:
    assert words == words_within(seconds)


def test_what_is_too_long_for_its_time_is_not_cut_but_left_to_the_answers() -> None:
    endless = replace(told(OPENED), title="so it is " * 30)

    assert "begin with answer 1" in telling(endless, "In fifteen seconds")


# ---- what to leave unsaid --------------------------------------------------------------------------


def test_an_idea_that_nobody_confirmed_is_not_to_be_told_as_the_cause() -> None:
    text = unsaid(told(*DURING))

    assert "That this is why: “Monday's rename left the documents under the customer's old name”." in text
    assert "It is likely, not entered as confirmed (lead, 13:40)." in text


def test_a_confirmed_cause_may_be_told_and_one_that_was_ruled_out_may_not() -> None:
    text = unsaid(told(*FINAL), "16:00")

    assert "That this is why" not in text
    assert "That it may be this: “the documents were deleted by last night's cleanup”. It is ruled out" in text


def test_a_time_that_nobody_gave_is_not_to_be_told_and_an_estimate_is_no_promise() -> None:
    assert "A time when it is over: no estimate is entered." in unsaid(BARE)
    assert "The estimate as a promise, above all to a customer." in unsaid(told(*DURING))


def test_the_hour_at_which_a_status_was_set_is_not_when_the_harm_ended() -> None:
    timed = ("15:12", LEO, f.TimeSet(which="mitigated", time=clock("15:08"), source="the customer"))

    assert "That it ended at 15:10: that is when the status was set." in unsaid(told(*FINAL), "16:00")
    assert "That it ended" not in unsaid(told(*FINAL, timed), "16:00")


def test_a_figure_that_was_put_right_is_not_to_be_told_any_more() -> None:
    first = ("13:30", ANA, f.ImpactStated(id="I1", figure="exact", what="accounts", low=80))
    second = ("13:40", ANA, f.ImpactStated(id="I1", figure="exact", what="accounts", low=55))

    assert "The figure 80: it was corrected to 55 accounts." in unsaid(told(OPENED, first, second))


def test_a_lower_bound_is_no_total() -> None:
    stated = ("13:30", ANA, f.ImpactStated(id="I1", figure="at least", what="accounts", low=55))

    assert "A final number where the record says: at least 55 accounts." in unsaid(told(OPENED, stated))


def test_words_on_record_that_judge_are_pointed_out() -> None:
    judged = ("13:40", BO, f.Decided(id="D1", what="call the vendor because somebody forgot the renewal"))

    assert "Words on record that judge: “forgot”." in unsaid(told(OPENED, judged))


def test_blame_is_always_left_unsaid() -> None:
    assert "Who did it, and whose fault it is" in unsaid(BARE)


# ---- its forms -------------------------------------------------------------------------------------


def test_in_slack_it_is_the_same_sheet_without_references() -> None:
    text = WORDS.sheet(sheet_of(told(*DURING)), form="slack", reader=reader())

    assert "*2. What caused this?* Not confirmed. Likely: Monday's rename" in text
    assert "[18]" not in text


def test_as_a_page_its_records_can_be_followed() -> None:
    page = html.page(text_of(told(*DURING)), "INC-42")

    assert "<strong>2. What caused this?</strong>" in page
    assert '<a href="https://acme.slack.com/archives/C42/p1778760060000018" class="cited">18</a>' in page
