"""The brief: what an executive reads, and that nothing in it was made up."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.incident.reports import due_at
from bot.incident.state import Case, Incident
from bot.render.words import Words, words_in
from bot.story import brief
from bot.story.brief import Brief
from tests.examples import RECKONED, RECKONED_WORK
from tests.story.carta import ANA, BO, CLEO, DURING, FINAL, LEO, OPENED, clock, reader, told

WORDS = Words()
SECTIONS = ["summary", "customers", "revenue", "cause", "fix", "prevention", "risk"]


def brief_of(incident: Incident, at: str = "14:05") -> Brief:
    now = clock(at)
    due = {role: due_at(Case(incident, now, ""), role=role) for role in ("logs", "code", "customers")}
    return brief.of(incident, now=now, policy=Policy(), due=due, next_brief_at=clock("14:35"))


def page(incident: Incident, at: str = "14:05") -> str:
    return WORDS.brief(brief_of(incident, at), form="markdown", reader=reader(at))


def section(incident: Incident, title: str, at: str = "14:05") -> str:
    """The words of one section, without the numbers that cite records."""
    text = page(incident, at).partition(f"{title}.** ")[2].partition("\n\n")[0]
    return re.sub(r" \[\d+\]", "", text)


def sections_of(text: str) -> str:
    """What stands between head and foot, without the numbers that cite records."""
    numbered = re.split(r"\n\n(?=\*[A-Z])", text.partition("**1.")[2])[0]
    return re.sub(r" \[\d+\]", "", numbered)


def test_the_sections_are_always_there_in_their_order() -> None:
    assert SECTIONS == [section.name for section in brief_of(told(OPENED)).sections]


def test_no_section_is_ever_empty() -> None:
    assert all(section.sentences for section in brief_of(told(OPENED)).sections)


def test_the_first_lines_stand_alone() -> None:
    expected = (
        "Northwind Legal cannot find the documents it must send to an authority. "
        "The deadline of Northwind Legal is 18:00 CEST, in 3 h 55 min. "
        "It began at 11:40 CEST (customer's call, 13:26). "
        "It was opened at 13:20 CEST; its status is investigating. "
    )
    text = section(told(*DURING), "Executive summary")

    assert text.startswith(expected)
    assert "The deadline of Northwind Legal is 18:00 CEST, in 3 h 55 min." in text


def test_a_decision_that_only_the_top_can_make_is_asked_for() -> None:
    need = f.NeedStated(id="N1", what="a credit for the customer", executive=True, due_at=clock("15:00"))
    incident = told(*DURING, ("14:04", LEO, need))

    assert "Decision needed from you: a credit for the customer, by 15:00 CEST." in page(incident)


def test_without_a_recorded_need_no_decision_has_been_asked_for() -> None:
    assert "No decision has been asked of you." in page(told(OPENED))


def test_a_length_that_runs_from_the_call_says_so_where_the_words_on_the_harm_name_an_hour() -> None:
    def summary(words: str, *more: tuple[str, str, f.Fact]) -> str:
        seen = ("13:21", ANA, f.Reported(role="logs", conditions=words))
        over = ("13:40", LEO, f.StatusSet(status="mitigated"))
        return section(told(OPENED, *DURING[1:3], seen, over, *more), "Executive summary")

    told_late = "When the harm began is not entered; what is quoted of it names an hour."
    stated = ("13:41", LEO, f.TimeSet(which="impact start", time=clock("08:50"), source="logs"))

    assert told_late in summary("no till prints since 08:50")
    assert told_late not in summary("no till prints")
    assert told_late not in summary("no till prints since 08:50", stated)


def test_what_remains_to_be_feared_says_which_measure_is_missing() -> None:
    left = ("15:27", BO, f.RiskStated(id="R9", words="renaming stays switched off until the index is built anew"))
    over = told(OPENED, ("15:10", LEO, f.StatusSet(status="resolved")), left)

    assert "No measure is entered; what is left stands in section 7." == section(over, "Prevention")
    assert "Renaming stays switched off" in section(over, "Overall risk")
    assert "measures" not in section(over, "Overall risk")  # which section 6 says


def test_a_belief_has_the_words_of_whoever_had_it_and_the_likelihood_of_whoever_judged_it() -> None:
    had = ("13:30", BO, f.HypothesisRaised(id="H1", text="the index lost its owner"))
    judged = ("13:50", LEO, f.HypothesisJudged(id="H1", likelihood="very likely"))

    incident = told(*DURING[:4], had, judged)

    expected = "Not confirmed. Very likely (lead, 13:50): the index lost its owner (code, 13:30)."
    assert section(incident, "Cause in plain words").startswith(expected)


def test_a_belief_is_called_what_it_is() -> None:
    expected = "Not confirmed. Likely: Monday's rename left the documents under the customer's old name (lead, 13:40)."

    assert section(told(*DURING), "Cause in plain words").startswith(expected)


def test_a_confirmed_cause_carries_its_evidence() -> None:
    text = section(told(*FINAL), "Cause in plain words", "16:00")

    assert text.startswith(
        "Confirmed: Monday's rename left the documents under the customer's old name. Evidence: all 14"
    )


def test_a_cause_that_is_ruled_out_is_never_the_cause() -> None:
    raised = ("13:30", BO, f.HypothesisRaised(id="H1", text="the cleanup deleted them", likelihood="very likely"))
    incident = told(OPENED, raised, ("13:38", ANA, f.HypothesisRuledOut(id="H1", evidence="it never ran")))

    assert "Ruled out: the cleanup deleted them." == section(incident, "Cause in plain words")


def test_the_likeliest_belief_is_told_and_the_others_are_counted() -> None:
    raised = ("13:41", BO, f.HypothesisRaised(id="H3", text="the index is stale", likelihood="unlikely"))
    words_ids = [s.words_id for s in brief_of(told(*DURING, raised)).sections[3].sentences]

    assert ["cause_believed", "other_causes", "ruled_out"] == words_ids


def test_money_of_different_kinds_is_kept_apart_and_an_unknown_sum_is_no_zero() -> None:
    text = section(told(*DURING), "Revenue")

    assert "At risk: EUR 60,000 to 180,000 (account manager, 13:50). Lost, delayed, penalties: not on record." in text


LOST = f.MoneyStated(
    id="M2",
    kind="lost",
    low=3_600,
    high=7_200,
    currency="EUR",
    reckoned=RECKONED,
)


def test_a_sum_that_was_reckoned_shows_its_inputs_and_is_an_estimate_until_somebody_checks_it() -> None:
    stated = ("13:52", CLEO, LOST)
    checked = ("14:03", LEO, replace(LOST, checked="Finance"))
    sum_of = "Lost: EUR 3,600 to 7,200 = EUR 12,000 an hour × 10 to 20% × 3 h"

    assert f"{sum_of}; estimate, not checked by Finance (customer liaison, 13:52)." in section(
        told(*DURING, stated), "Revenue"
    )
    assert f"{sum_of}; checked by Finance (customer liaison, 13:52)." in section(
        told(*DURING, stated, checked), "Revenue"
    )


WORK = f.MoneyStated(
    id="M3",
    kind="response cost",
    low=1_080,
    high=1_080,
    currency="EUR",
    reckoned=RECKONED_WORK,
)


def test_what_the_response_costs_is_no_part_of_any_loss_and_no_loss_is_missing_for_it() -> None:
    alone = section(told(OPENED, ("13:52", CLEO, WORK)), "Revenue")
    hours = replace(WORK, low=None, high=None, currency="", words="12 hours", reckoned=None)

    assert alone.startswith("Lost, at risk, delayed, penalties: not on record.")
    assert (
        "Response cost, our own work and no part of the above: EUR 1,080 = EUR 90 an hour × 12 h; "
        "estimate, not checked by Finance (" in alone
    )
    assert "no part of the above: 12 hours (" in section(told(OPENED, ("13:52", CLEO, hours)), "Revenue")


def test_a_corrected_figure_is_announced_as_corrected() -> None:
    first = ("13:28", ANA, f.ImpactStated(id="I1", figure="exact", what="accounts", low=80))
    second = ("14:01", ANA, f.ImpactStated(id="I1", figure="exact", what="accounts", low=55))

    assert "Corrected: 55 accounts, not 80 (" in page(told(OPENED, first, second))


def test_a_figure_that_another_source_confirms_is_not_called_corrected() -> None:
    assert "Corrected" not in page(told(*FINAL), "16:00")


def test_a_gap_names_the_owner_and_the_time_that_are_on_record() -> None:
    text = section(told(*DURING), "Customers affected")

    assert "Unknown: whether other customers are affected. Ana Lima answers by 14:30 CEST." in text


def test_a_gap_invents_no_time() -> None:
    asked = ("14:00", LEO, f.UnknownRaised(id="U1", what="how many customers", owner=ANA))

    expected = "How many customers: asked of Ana Lima at 14:00 CEST, no time given."
    assert expected in section(told(OPENED, asked), "Customers affected")


def test_a_section_of_which_nothing_is_on_record_says_so_and_blames_nobody() -> None:
    assert "Not on record." == section(told(OPENED), "Customers affected")


def test_what_the_page_lacks_is_said_once_in_one_sentence() -> None:
    text = section(told(OPENED), "Overall risk")

    assert "Not on record: who cannot do what, how many in all, a cause, what is done about it, a plan B." == text


def test_an_answer_that_did_not_come_is_overdue() -> None:
    text = section(told(*DURING), "Customers affected", "14:40")

    assert "Ana Lima was to answer by 14:30 CEST; that is overdue." in text


def test_plan_b_comes_with_the_time_at_which_it_starts() -> None:
    text = section(told(*DURING), "Fix, time and plan B")

    assert "Plan B starts at 15:30 CEST: export the documents by hand and send a secure link." in text


def test_a_plan_b_that_the_end_of_the_harm_overtook_was_spared() -> None:
    assert "The end came before the time for plan B." in section(told(*FINAL), "Fix, time and plan B", "16:00")


def test_a_silent_role_is_marked_stale() -> None:
    """Code reported at 13:55 and was due 15 minutes later; by 14:27 a whole interval more has passed."""
    assert "code: 13:55 CEST, 32 min old, last word 14:01, **stale**" in page(told(*DURING), "14:27")


def test_nothing_new_is_shown_beside_the_last_finding() -> None:
    quiet = (("14:02", ANA, f.NothingNew(role="logs")), ("14:04", ANA, f.NothingNew(role="logs")))

    assert "logs: 13:58 CEST, 7 min old, nothing new 14:04 (×2)" in page(told(*DURING, *quiet))


def test_what_was_said_before_the_end_is_no_judgement_of_what_is_left() -> None:
    text = page(told(*FINAL), "16:00")

    assert "missing the deadline is unlikely" not in text.casefold()
    assert "2 of 14" not in text


def test_nobody_is_named_who_is_neither_lead_nor_owner() -> None:
    text = page(told(*DURING))

    assert not {"Bo Chen", "Cleo Diaz"} & set(re.findall(r"Bo Chen|Cleo Diaz", text.partition("3. Revenue")[0]))


def test_the_words_stay_within_the_limit_of_the_phase() -> None:
    titles = 20
    assert words_in(sections_of(page(told(*DURING))).partition("Left out:")[0]) <= 250 + titles


def test_what_was_left_out_for_want_of_room_is_named() -> None:
    assert "Left out: " in page(told(*DURING))
    assert "Left out" not in page(told(OPENED))


def test_no_sentence_of_ours_is_longer_than_twenty_five_words() -> None:
    for incident, at in ((told(*DURING), "14:05"), (told(*FINAL), "16:00"), (told(OPENED), "13:30")):
        ours = re.sub(r"“[^”]*”", "", sections_of(page(incident, at)))
        sentences = re.split(r"(?<=[.?!])\s", ours)

        assert 25 >= max(words_in(sentence) for sentence in sentences)


def test_every_sentence_with_a_figure_cites_its_record() -> None:
    """Figures stand in a sentence that names its records, or were computed from the present."""
    computed = {"team", "decision_none", "money_unknown"}
    sentences = [s for part in brief_of(told(*DURING)).sections for s in part.sentences]
    uncited = [s for s in sentences if not s.sources and s.words_id not in computed]

    assert not [s for s in uncited if re.search(r"\d", WORDS.sentence("brief", s, form="markdown", reader=reader()))]


def test_the_brief_of_an_incident_without_severity_says_so() -> None:
    incident = told(("13:20", LEO, f.Opened(title="Documents missing")))

    assert "Documents missing · severity not set · Investigating" in page(incident)


def test_a_relapse_is_going_on_again() -> None:
    relapse = ("15:40", CLEO, f.StatusSet(status="investigating", why="documents are gone again"))
    text = section(told(*FINAL, relapse), "Executive summary", "15:45")

    expected = "The customer liaison set it to investigating at 15:40 CEST; the reason given: documents are gone again."
    assert expected in text


def test_of_how_long_it_took_is_told_what_was_held_to_be_over() -> None:
    relapse = ("15:40", CLEO, f.StatusSet(status="investigating", why="documents are gone again"))
    mended = ("17:10", LEO, f.StatusSet(status="resolved", why="all there"))
    text = section(told(*FINAL, relapse, mended), "Executive summary", "17:30")

    assert (
        "5 h 30 min passed from the start of the harm until it was set to resolved at 17:10. "
        "Of that it was held to be over for 30 min (15:10 to 15:40)."
    ) in text


def test_who_slipped_and_took_it_back_held_nothing_to_be_over() -> None:
    slip = told(*DURING, ("14:30", LEO, f.StatusSet(status="resolved")))
    undone = f.StatusSet(status="investigating", undoes=slip.last_seq)
    ended = f.StatusSet(status="resolved")
    text = section(
        told(*DURING, ("14:30", LEO, f.StatusSet(status="resolved")), ("14:31", LEO, undone), ("17:10", LEO, ended)),
        "Executive summary",
        "17:30",
    )

    assert "until it was set to resolved at 17:10." in text
    assert "held to be over" not in text


def test_slack_shows_every_time_in_the_zone_of_each_reader() -> None:
    text = WORDS.brief(brief_of(told(*DURING)), form="slack", reader=reader())
    outside = re.sub(r"<!date\^\d+\^\{time\}(\^[^|>]+)?\|[^>]+>", "", text)

    assert not re.search(r"\d\d:\d\d", outside)


def test_the_estimate_is_held_against_the_deadline() -> None:
    plan = f.Planned(plan="a", what="rebuild the index", eta_low_min=200, eta_high_min=300)
    text = section(told(*DURING, ("14:04", BO, plan)), "Overall risk")

    done = clock("14:05") + timedelta(minutes=300)
    assert f"plan A may last until {done.hour + 2}:05 CEST, past the deadline" in text


def test_a_risk_named_after_the_harm_ended_stands_when_all_is_resolved() -> None:
    """The executive may not read that nobody judged what somebody did judge."""
    mitigated = ("14:10", LEO, f.StatusSet(status="mitigated"))
    judged = ("14:12", LEO, f.RiskStated(id="R1", words="other renamed customers may miss documents"))
    resolved = ("14:30", LEO, f.StatusSet(status="resolved"))
    text = section(told(*DURING, mitigated, judged, resolved), "Overall risk", "14:35")

    assert text.startswith("Other renamed customers may miss documents (lead, 14:12).")


def test_what_was_feared_while_the_harm_went_on_is_no_judgement_of_what_is_left() -> None:
    feared = ("14:02", LEO, f.RiskStated(id="R1", words="the customer may miss the deadline"))
    mitigated = ("14:10", LEO, f.StatusSet(status="mitigated"))
    text = section(told(*DURING, feared, mitigated), "Overall risk", "14:35")

    assert "may miss the deadline" not in text


def test_the_age_of_reports_is_told_only_while_reports_are_due() -> None:
    assert "Last reports:" in page(told(*DURING))
    assert "Last reports:" not in page(told(*FINAL), "16:00")


def test_without_a_plan_the_last_words_before_the_end_are_quoted_and_nothing_is_inferred() -> None:
    decided = ("13:50", LEO, f.Decided(id="D1", what="restart the second host"))
    incident = told(OPENED, decided, ("14:00", LEO, f.StatusSet(status="mitigated")))

    expected = (
        "The last line before it was set to mitigated: “restart the second host” (somebody without a role, 13:50). "
        "Whether it ended it: nobody has said."
    )
    assert expected == section(incident, "Fix, time and plan B")


def test_what_was_being_done_before_the_harm_ended_is_no_longer_being_done() -> None:
    mitigated = ("14:10", LEO, f.StatusSet(status="mitigated"))

    assert "Being done: “preparing to move the documents back” (code, 13:55)." in page(told(*DURING[:16]))
    assert "Being done" not in page(told(*DURING, mitigated), "14:12")


@pytest.mark.parametrize("likelihood", get_args(f.Likelihood))
def test_every_likelihood_that_can_be_typed_can_be_told(likelihood: f.Likelihood) -> None:
    raised = ("13:40", BO, f.HypothesisRaised(id="H1", text="the rename lost the owner", likelihood=likelihood))

    assert likelihood.capitalize() in section(told(OPENED, raised), "4. Cause in plain words")


def test_times_that_cannot_both_be_right_are_no_beginning_and_no_span() -> None:
    times = (
        ("15:13", ANA, f.TimeSet(which="impact start", time=clock("15:08"))),
        ("15:15", ANA, f.TimeSet(which="mitigated", time=clock("15:05"))),
    )
    text = page(told(*FINAL, *times), "16:00")

    assert "“impact start” at 15:08 CEST and “detected” at 11:45 CEST; one is to be put right" in text
    assert "began at" not in text
    assert "to the end of the harm" not in text


RESOLVED = ("15:26", LEO, f.StatusSet(status="resolved", why="the customer confirmed"))


def test_an_incident_that_is_over_ends_its_plan_and_says_no_more_of_it() -> None:
    text = section(
        told(*DURING, ("15:10", LEO, f.StatusSet(status="mitigated")), RESOLVED), "Fix, time and plan B", "16:00"
    )

    assert text.startswith("Plan A was: put the documents back under the right owner (code, 14:01).")
    assert "Planned" not in text
    assert "Which of them ended it: nobody has said." in text


def test_a_plan_that_is_made_after_the_end_is_still_one() -> None:
    after = ("15:40", LEO, f.Planned(plan="a", what="check every rename"))

    assert "Planned: check every rename" in section(told(*DURING, RESOLVED, after), "Fix, time and plan B", "16:00")


def test_of_a_next_brief_that_nobody_promised_nothing_is_said() -> None:
    incident = told(*DURING)
    page_now = brief.of(incident, now=clock("14:05"), policy=Policy(), due={}, next_brief_at=None)

    for form in ("markdown", "slack"):
        head = WORDS.brief(page_now, form=form, reader=reader()).partition("1. Executive")[0]  # type: ignore[arg-type]
        assert "next brief" not in head
        assert "CEST · lead: Leo Torres" in head.replace("|14:05 CEST>", "CEST")


def test_in_slack_the_hour_behind_a_quotation_leads_to_the_message() -> None:
    text = WORDS.brief(brief_of(told(*DURING)), form="slack", reader=reader())

    assert "(logs, <!date^1778759880^{time}^https://acme.slack.com/archives/C42/p1778759880000016|13:58>)" in text
    assert text.count("/archives/") == text.count("“")


def test_where_the_workspace_has_no_address_an_hour_leads_nowhere() -> None:
    text = WORDS.brief(brief_of(told(*DURING)), form="slack", reader=replace(reader(), team_url=""))

    assert "archives" not in text


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("14:10", "It was set to mitigated before the deadline of Northwind Legal, 18:00 CEST."),
        ("18:10", "It was set to mitigated after the deadline of Northwind Legal, 18:00 CEST."),
    ],
)
def test_once_it_has_ended_the_page_says_whether_that_was_in_time(at: str, said: str) -> None:
    ended = told(*DURING, (at, LEO, f.StatusSet(status="mitigated")), ("18:20", LEO, f.StatusSet(status="resolved")))

    assert said in section(ended, "Executive summary", "18:25")


def test_a_deadline_lies_ahead_again_when_the_harm_is_back() -> None:
    back = told(
        *DURING,
        ("14:10", LEO, f.StatusSet(status="mitigated")),
        ("14:20", LEO, f.StatusSet(status="investigating")),
    )

    assert "The deadline of Northwind Legal is 18:00 CEST, in 3 h 35 min." in section(
        back, "Executive summary", "14:25"
    )


def test_a_false_alarm_has_no_deadline() -> None:
    cancelled = told(*DURING, ("14:10", LEO, f.StatusSet(status="cancelled")))

    assert "deadline" not in section(cancelled, "Executive summary", "14:25")
