"""Every way in which a rule says no: it can happen, and it has words."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.incident import (
    announcing,
    answers,
    ask_lead,
    briefs,
    checklists,
    corrections,
    customers,
    duplicates,
    filing,
    follow_ups,
    help,  # noqa: A004 - the room's word for it
    hypotheses,
    lengths,
    lifecycle,
    looking_back,
    members,
    pauses,
    plans,
    playbooks,
    prompts,
    records,
    redaction,
    reminders,
    reports,
    reviews,
    roles,
    sharing,
    standing,
    taking_back,
    tasks,
    unknowns,
)
from bot.incident import facts as f
from bot.incident.acts import Say
from bot.incident.errors import Refused
from bot.incident.facts import (
    DeclaredPrivate,
    DuplicateFound,
    Joined,
    MarkedDuplicate,
    OfferLapsed,
    PutAway,
    RiskStated,
    RoleTaken,
    StatusSet,
)
from bot.incident.logbook import BOT, Saying
from bot.incident.state import Case, Incident
from bot.render.words import Words
from tests.incident.given import ANA, BO, CLEO, EVE, LEO, Book, minute, opened, staffed
from tests.story.carta import reader

ROOT = Path(__file__).parents[2]
WORDS = Words()

BRIDGED = opened().asks(1, LEO, lifecycle.set_bridge, url="https://meet.example.com/a")
RESOLVED = staffed().asks(1, LEO, lifecycle.resolve)
CANCELLED = staffed().asks(5, LEO, lifecycle.cancel)
CLOSED = staffed().says(5, LEO, StatusSet(status="closed"))
OFFERED = staffed().asks(5, LEO, roles.offer, role="code", person=BO)
CALLED = OFFERED.asks(6, LEO, roles.call, role="code")
ANSWERED = opened().asks(1, LEO, roles.offer, role="code", person=BO).asks(2, BO, roles.decline)
LAPSED = OFFERED.says(9, BOT, OfferLapsed(role="code", person=BO))
THOUGHT = staffed().asks(5, BO, hypotheses.think, text="wrong owner")
BOARD = THOUGHT.asks(5, BO, hypotheses.think, text="bad mapping")
SETTLED = THOUGHT.asks(6, BO, hypotheses.confirm, evidence="query 8812")
STEPS = playbooks.PlaybookText(title="Documents missing", steps="ask the index\ncompare")
DISTILLED = RESOLVED.asks(2, LEO, playbooks.write, draft=STEPS, seen=0)
KNOWN = playbooks.versions(DISTILLED.incident)[0]
IN_USE = staffed().asks(5, LEO, checklists.use, known=KNOWN)
TICKED = IN_USE.asks(6, ANA, checklists.tick, steps=[1])
NAMESAKES = (
    staffed()
    .asks(5, ANA, customers.affected, name="Northgate Shipping")
    .asks(6, ANA, customers.affected, name="Northgate Bank")
)
REGISTER = staffed().asks(5, ANA, customers.affected, name="Carta")
QUESTIONED = staffed().says(10, BOT, f.QuestionAsked(question="harm", person=LEO, due_at=minute(10)))
ANSWERED_QUESTION = QUESTIONED.says(11, LEO, f.QuestionAnswered(asked_seq=4, answer="not known"))
LAPSED_QUESTION = QUESTIONED.says(15, BOT, f.QuestionEnded(asked_seq=4, why="no answer"))
PRIVATE_DRAFT = opened(private=True).says(
    5, BOT, f.Reminded(roles=(), person=LEO, rung="brief", due_at=minute(5), about="brief")
)
NOTED = staffed().asks(5, ANA, records.note, text="one")
TO_BOARD = {"place": "C77", "place_name": "board", "is_private_place": False, "question": "cmd:1"}
TO_PAT = {"address": "pat@board.example", "question": "cmd:9"}
SHARED = staffed().asks(5, LEO, sharing.share, **TO_BOARD)
SECRET = opened(private=True).says(1, ANA, RoleTaken(role="lead", person=ANA))
OTHER, OTHER_PRIVATE = Incident(43), Incident(43, private=True)
DOUBLED = staffed().says(5, BOT, DuplicateFound(number=43))
DOUBLE = staffed().says(5, LEO, StatusSet(status="cancelled"), MarkedDuplicate(number=41))
TOLD = f.Reminded(roles=("logs",), person=BO, rung="escalation", due_at=minute(5))
HEARD = staffed().says(8, BOT, TOLD).asks(9, ANA, reports.report, conditions="two found")
ASKING = staffed().asks(5, LEO, records.unknown, what="are others hurt?")
TASKED = staffed().asks(5, LEO, tasks.ask, person=BO, what="restart")
FOLLOWED_UP = staffed().asks(5, LEO, follow_ups.raise_, text="check the owner", owner=BO)
FOLLOWED_THROUGH = FOLLOWED_UP.asks(6, BO, follow_ups.end, id="F1", how="done")
STRUCK = NOTED.asks(6, ANA, taking_back.undo)
REDACTED = Book(tuple(replace(e, fact=redaction.emptied(e.fact)) for e in opened().entries[:1]))
ASKED = staffed().asks(5, LEO, roles.offer_to_group, role="customers", ids=("S0DBA",))
ASKED = ASKED.says(5, BOT, f.GroupAsked(offer_seq=ASKED.incident.last_seq, people=(BO, CLEO)))
GROUP_TAKEN = ASKED.asks(6, CLEO, roles.accept, offer=ASKED.incident.last_seq - 1)
JOINED = opened().says(1, BOT, Joined(person=LEO))


def _decided_where_leo_alone_may(case: Case, *, what: str) -> list[Saying]:
    return records.decide(replace(case, say=Say({"decide": (LEO,)})), what=what)


def named(case: Case, *, called: str) -> list[Saying]:
    return [corrections.record_called(case.incident, called).fact]


def _note_to_keep(case: Case, *, text: str) -> list[Saying]:
    return list(lengths.kept(records.note(case, text=text)))


def _one_more(_: Case, *, standing: list[tuple[int, str]]) -> list[Saying]:
    lifecycle.require_room(standing, severity=2)
    return []


FILING = FOLLOWED_UP.says(4, LEO, f.FilingAsked(id="F1"))
FILED = FILING.says(5, BOT, f.FollowUpFiled(id="F1", issue="17", url="https://tracker.example/17"))
TO_TRACKER: dict[str, object] = {"id": "F1", "tracker": "owls/jobs", "knows_private": False}


def _renamed(case: Case, *, seq: int, name: str) -> list[Saying]:
    written = [entry for entry in case.incident.entries if entry.seq == seq]
    return customers.affected(replace(case, corrects=written), name=name)


Refusal = tuple[str, Book, str, Callable[..., list[Saying]], dict[str, object]]
REFUSALS: list[Refusal] = [
    ("no_such_follow_up", staffed(), BO, follow_ups.end, {"id": "F1", "how": "done"}),
    ("follow_up_over", FOLLOWED_THROUGH, LEO, follow_ups.assign, {"id": "F1", "owner": ANA}),
    ("no_tracker", FOLLOWED_UP, LEO, filing.ask, {"id": "F1", "tracker": "", "knows_private": False}),
    ("already_filed", FILED, LEO, filing.ask, TO_TRACKER),
    ("filed_soon", FILING, LEO, filing.ask, TO_TRACKER),
    ("became_private", FOLLOWED_UP.says(9, LEO, DeclaredPrivate()), LEO, filing.ask, TO_TRACKER),
    ("why_not_missing", FOLLOWED_UP, BO, follow_ups.end, {"id": "F1", "how": "will not do", "words": " "}),
    ("already_so", FOLLOWED_UP, LEO, follow_ups.assign, {"id": "F1", "owner": BO}),
    ("group_in_private", SECRET, ANA, roles.offer_to_group, {"role": "code", "ids": ("S0DBA",)}),
    ("group_over", GROUP_TAKEN, BO, roles.accept, {"offer": GROUP_TAKEN.incident.personal_offers[0].seq}),
    ("not_handed_over", staffed(), ANA, roles.read_back, {"role": "logs", "words": "counting"}),
    ("already_called", CALLED, LEO, roles.call, {"role": "code"}),
    ("look_back_too_early", opened(), LEO, looking_back.skip, {}),
    ("review_too_early", opened(), LEO, reviews.assign, {"today": date(2026, 5, 14)}),
    ("approve_too_early", opened(), LEO, reviews.approve, {}),
    ("address_too_long", opened(), LEO, lifecycle.set_bridge, {"url": f"https://meet.example.com/{'a' * 1000}"}),
    ("already_holds", staffed(), LEO, roles.offer, {"role": "logs", "person": ANA}),
    ("already_offered", OFFERED, LEO, roles.offer, {"role": "code", "person": BO}),
    ("already_in", JOINED, LEO, members.let_in, {}),
    ("already_so", opened(severity=1), LEO, lifecycle.set_severity, {"severity": 1}),
    ("already_so", opened(), LEO, lifecycle.reopen, {}),
    ("already_so", opened(), LEO, lifecycle.set_title, {"title": "Documents missing "}),
    ("already_so", BRIDGED, LEO, lifecycle.set_bridge, {"url": "https://meet.example.com/a"}),
    ("already_so", RESOLVED, LEO, lifecycle.resolve, {}),
    ("already_so", REGISTER, ANA, customers.affected, {"name": "Carta"}),
    ("already_yours", staffed(), ANA, roles.take, {"role": "logs"}),
    ("button_gone", staffed(), LEO, answers.answer, {"asked": 99, "answer": "not known", "given": answers.Given()}),
    ("cancelled", CANCELLED, LEO, lifecycle.resolve, {}),
    ("closed", CLOSED, LEO, lifecycle.resolve, {}),
    ("closed", CLOSED, ANA, reports.report, {"conditions": "more"}),
    ("closed", CLOSED, ANA, records.decide, {"what": "more"}),
    ("close_unresolved", staffed(), LEO, lifecycle.close, {}),
    ("close_unresolved", staffed(), LEO, lifecycle.set_status, {"status": "closed"}),
    ("unfinished", RESOLVED, LEO, lifecycle.close, {"why": "reviewed"}),
    ("customer_missing", staffed(), ANA, customers.affected, {"name": " "}),
    (
        "edit_not_followed",
        NOTED,
        ANA,
        corrections.instead,
        {"written": NOTED.entries[-1:], "sayings": [RiskStated(id="R1", words="two")]},
    ),
    ("unknown_record", NOTED, ANA, named, {"called": "H1"}),
    ("unknown_record", staffed(), ANA, named, {"called": "D1"}),
    ("reason_missing", NOTED, LEO, redaction.redact, {"called": "#4", "why": " "}),
    ("no_such_words", NOTED, LEO, redaction.redact, {"called": "H7", "why": "it names a patient"}),
    ("words_gone", REDACTED, LEO, redaction.redact, {"called": f"#{REDACTED.entries[0].seq}", "why": "again"}),
    ("record_struck", STRUCK, ANA, named, {"called": f"#{NOTED.entries[-1].seq}"}),
    ("fixed_otherwise", staffed(), ANA, named, {"called": "2"}),
    (
        "not_its_kind",
        NOTED,
        ANA,
        corrections.instead,
        {"written": NOTED.entries[-1:], "sayings": [RiskStated(id="R1", words="a fine")], "words_alone": True},
    ),
    ("duplicate_of_itself", staffed(), LEO, duplicates.mark, {"original": staffed().incident}),
    ("duplicate_of_private", staffed(), LEO, duplicates.mark, {"original": OTHER_PRIVATE}),
    ("has_duplicates", DOUBLED, LEO, duplicates.mark, {"original": OTHER}),
    ("duplicate_of_duplicate", DOUBLE, LEO, duplicates.found, {"duplicate": OTHER}),
    ("help_over", staffed(), LEO, help.answer, {"need": "N1", "can": True}),
    ("lead_only", staffed(), ANA, prompts.slow_down, {"times": 2}),
    ("draft_over", staffed(), LEO, briefs.send, {"draft": 9, "places": []}),
    ("brief_for_insiders_only", PRIVATE_DRAFT, LEO, briefs.send, {"draft": 3, "places": [("C0EXEC", "exec")]}),
    ("not_over", staffed(), LEO, lifecycle.archive, {}),
    ("not_over", RESOLVED, LEO, lifecycle.archive, {}),
    ("already_so", CANCELLED.says(6, LEO, PutAway()), LEO, lifecycle.archive, {}),
    ("lead_or_declarer_only", CANCELLED, ANA, lifecycle.archive, {}),
    ("already_so", opened(private=True), LEO, members.declare_private, {}),
    ("channel_still_public", opened().says(1, LEO, DeclaredPrivate()), LEO, members.declare_private, {}),
    ("private_shared_by_lead_only", SECRET, LEO, sharing.share, TO_BOARD),
    ("shared_already", SHARED, LEO, sharing.share, TO_BOARD),
    ("no_mail", staffed(), LEO, sharing.mail, {**TO_PAT, "domains": ()}),
    ("mail_domain_closed", staffed(), LEO, sharing.mail, {**TO_PAT, "domains": ("house.example",)}),
    ("lead_or_declarer_only", staffed(), ANA, sharing.share, TO_BOARD),
    ("evidence_missing", THOUGHT, BO, hypotheses.confirm, {"evidence": " "}),
    ("figure_incomplete", staffed(), ANA, records.impact, {"figure": "range", "what": "documents", "low": 2}),
    ("first_report_needs_words", staffed(), ANA, reports.nothing_new, {}),
    ("held", staffed(), BO, roles.take, {"role": "logs"}),
    ("held", staffed(), BO, roles.offer, {"role": "logs", "person": LEO}),
    ("hypothesis_missing", staffed(), BO, hypotheses.think, {"text": ""}),
    ("hypothesis_settled", SETTLED, BO, hypotheses.judge, {"id": "H1", "likelihood": "likely"}),
    ("lead_needs_somebody", staffed(), LEO, roles.release, {"role": "lead"}),
    ("lead_or_declarer_only", staffed(), ANA, lifecycle.cancel, {}),
    ("lead_or_declarer_only", RESOLVED, ANA, lifecycle.close, {"anyway": True}),
    ("lead_or_declarer_only", OFFERED, ANA, roles.call, {"role": "code"}),
    ("not_open_to_you", staffed(), ANA, _decided_where_leo_alone_may, {"what": "roll back"}),
    ("lead_owes_no_report", staffed(), LEO, reports.nothing_new, {}),
    ("lead_owes_no_report", staffed(), LEO, reports.postpone, {"role": "lead", "minutes": 10}),
    ("moved_on", RESOLVED, LEO, standing.require, {"subject": "severity", "seen_seq": 1}),
    ("moved_on", SETTLED, BO, standing.require, {"subject": "H1", "seen_seq": THOUGHT.entries[-1].seq}),
    ("no_hypothesis", staffed(), BO, hypotheses.confirm, {"evidence": "query 8812"}),
    ("no_role", staffed(), BO, reports.report, {"conditions": "two found"}),
    ("not_holder", staffed(), BO, reports.report, {"role": "logs", "conditions": "two found"}),
    ("not_offered", OFFERED, ANA, roles.accept, {"offer": OFFERED.incident.offers[0].seq}),
    ("not_offered", staffed(), BO, roles.decline, {}),
    ("not_offered", staffed(), BO, roles.accept, {}),
    ("not_offered", staffed(), LEO, roles.call, {"role": "code"}),
    ("offer_lapsed", LAPSED, BO, roles.accept, {}),
    ("offer_over", ANSWERED, BO, roles.accept, {"offer": ANSWERED.case(3, BO).incident.offers[0].seq}),
    ("offer_lapsed", LAPSED, BO, roles.decline, {}),
    ("not_open", RESOLVED, LEO, lifecycle.cancel, {}),
    ("not_announced", staffed(), LEO, announcing.announce, {"has_channel": True}),
    ("not_compiled", staffed(), LEO, answers.confirm, {"filled": answers.SummaryAnswers()}),
    ("not_past", staffed(), ANA, records.key_time, {"which": "detected", "time": minute(11)}),
    ("not_resolved", staffed(), LEO, lifecycle.undo_resolve, {}),
    ("nothing_due", staffed(severity=4), ANA, reports.postpone, {"role": "logs", "minutes": 10}),
    ("nothing_to_strike", NOTED, BO, records.strike, {"seqs": [NOTED.entries[-1].seq]}),
    ("undone_otherwise", NOTED.asks(6, ANA, lifecycle.set_title, title="Papers missing"), ANA, taking_back.undo, {}),
    ("nothing_to_undo", staffed(), BO, taking_back.undo, {}),
    ("no_role", staffed(), BO, pauses.snooze, {"minutes": 10, "why": "it runs"}),
    ("lead_owes_no_report", staffed(), LEO, pauses.snooze, {"minutes": 10, "why": "it runs"}),
    ("not_holder", staffed(), BO, pauses.snooze, {"role": "logs", "minutes": 10, "why": "it runs"}),
    ("words_missing", staffed(), ANA, pauses.snooze, {"minutes": 10, "why": " "}),
    ("nothing_due", staffed(severity=4), ANA, pauses.snooze, {"minutes": 10, "why": "it runs"}),
    ("not_open_to_you", staffed(), BO, pauses.pause, {"why": "all on the call"}),
    ("not_open_to_you", staffed(), BO, pauses.resume, {}),
    ("words_missing", staffed(), ANA, pauses.pause, {"why": ""}),
    ("nothing_to_pause", staffed().asks(1, LEO, lifecycle.resolve), LEO, pauses.pause, {"why": "all on the call"}),
    ("already_paused", staffed().asks(1, LEO, pauses.pause, why="a call"), ANA, pauses.pause, {"why": "a call"}),
    ("already_so", staffed(), LEO, pauses.resume, {}),
    ("postpone_out_of_range", staffed(), ANA, pauses.snooze, {"minutes": 61, "why": "it runs"}),
    ("postpone_out_of_range", staffed(), ANA, reports.postpone, {"role": "logs", "minutes": 61}),
    ("promise_in_past", REGISTER, ANA, customers.told, {"customer": "C1", "what": "x", "promised_at": minute(9)}),
    ("promise_out_of_range", staffed(), ANA, reports.report, {"conditions": "two found", "promised_min": 0}),
    ("range_backwards", staffed(), ANA, records.money, {"kind": "lost", "low": 2, "high": 1, "currency": "EUR"}),
    ("report_needs_words", staffed(), ANA, reports.report, {"conditions": " "}),
    ("question_over", ANSWERED_QUESTION, LEO, answers.waiting, {"asked": 4}),
    ("question_over", LAPSED_QUESTION, LEO, answers.waiting, {"asked": 4}),
    ("no_such_plan", staffed(), LEO, plans.step, {"plan": "b", "stage": "begun"}),
    ("no_such_sum", staffed(), LEO, records.money_checked, {"which": "lost"}),
    ("no_such_unknown", ASKING, BO, unknowns.answer, {"called": "U7", "words": "none"}),
    (
        "lead_asked_already",
        staffed().asks(3, EVE, ask_lead.ask, words="since when?"),
        EVE,
        ask_lead.ask,
        {"words": "?"},
    ),
    ("lead_not_asked", staffed(), LEO, ask_lead.ask, {"words": "since when?"}),
    ("which_unknown", staffed(), BO, unknowns.answer, {"called": None, "words": "none"}),
    ("no_such_task", staffed(), BO, tasks.take, {"id": "T1"}),
    ("not_ahead", staffed(), LEO, tasks.ask, {"person": BO, "what": "restart", "minutes": 0}),
    ("not_your_task", TASKED, ANA, tasks.take, {"id": "T1"}),
    ("silence_over", HEARD, BO, reminders.look_after, {"role": "logs"}),
    ("task_after_end", RESOLVED, LEO, tasks.ask, {"person": BO, "what": "restart"}),
    ("task_over", TASKED.asks(6, BO, tasks.decline, id="T1"), BO, tasks.take, {"id": "T1"}),
    ("task_over", TASKED.asks(6, LEO, lifecycle.resolve), BO, tasks.take, {"id": "T1"}),
    ("role_free", staffed(), ANA, reports.report, {"role": "code", "conditions": "two found"}),
    ("role_free", staffed(), ANA, roles.release, {"role": "code"}),
    ("same_hypothesis", THOUGHT, BO, hypotheses.think, {"text": "Wrong owner"}),
    ("severity_out_of_range", staffed(), LEO, lifecycle.set_severity, {"severity": 5}),
    ("title_missing", staffed(), LEO, lifecycle.set_title, {"title": " "}),
    ("figure_incomplete", staffed(), ANA, records.money, {"kind": "lost", "low": 1, "high": None, "currency": "EUR"}),
    ("too_many_open", opened(), LEO, _one_more, {"standing": [(n, "Documents missing") for n in range(1, 6)]}),
    ("same_customer", NAMESAKES, ANA, _renamed, {"seq": NAMESAKES.incident.customers[0].seq, "name": "Northgate Bank"}),
    ("which_customer", REGISTER, ANA, customers.affected, {"name": "Carta Legal"}),
    ("which_customer", NAMESAKES, ANA, customers.told, {"customer": "Northgate", "what": "found two"}),
    ("several_customers", REGISTER, ANA, customers.affected, {"name": "Acme, Brandt", "several": ("Acme", "Brandt")}),
    ("unknown_customer", REGISTER, ANA, customers.affected, {"name": "C9", "cannot": "pay"}),
    ("told_missing", REGISTER, ANA, customers.told, {"customer": "Carta"}),
    ("undo_too_late", RESOLVED, LEO, lifecycle.undo_resolve, {}),
    ("unknown_currency", staffed(), ANA, records.money, {"kind": "lost", "low": 1, "high": 1, "currency": "euros"}),
    ("unknown_customer", REGISTER, ANA, customers.told, {"customer": "Delta", "what": "found two"}),
    ("unknown_customer", staffed(), ANA, customers.told, {"customer": "Delta", "what": "found two"}),
    ("unknown_hypothesis", THOUGHT, BO, hypotheses.confirm, {"id": "H7", "evidence": "query 8812"}),
    ("unknown_hypothesis", staffed(), BO, hypotheses.confirm, {"id": "H7", "evidence": "query 8812"}),
    ("unknown_likelihood", THOUGHT, BO, hypotheses.judge, {"id": "H1", "likelihood": "certain"}),
    ("unknown_role", staffed(), ANA, roles.take, {"role": "legs"}),
    ("unknown_status", staffed(), ANA, lifecycle.set_status, {"status": "paused"}),
    ("which_hypothesis", BOARD, BO, hypotheses.rule_out, {"evidence": "query 8812"}),
    ("no_checklist", staffed(), ANA, checklists.tick, {"steps": [1]}),
    ("no_such_step", IN_USE, ANA, checklists.tick, {"steps": [3]}),
    ("not_running", DISTILLED, LEO, checklists.use, {"known": KNOWN}),
    ("playbook_in_use", IN_USE, ANA, checklists.use, {"known": KNOWN}),
    ("playbook_moved", DISTILLED, ANA, playbooks.write, {"draft": STEPS, "seen": 0}),
    ("playbook_not_used", IN_USE, ANA, checklists.check, {"past": "INC-7", "corrected": False}),
    ("playbook_too_early", staffed(), ANA, playbooks.write, {"draft": STEPS, "seen": 0}),
    ("step_ticked", TICKED, BO, checklists.tick, {"steps": [1]}),
    ("too_many_steps", RESOLVED, ANA, playbooks.write, {"draft": replace(STEPS, steps="ask\n" * 21), "seen": 0}),
    ("already_so", DISTILLED, ANA, playbooks.write, {"draft": STEPS, "seen": 1}),
    ("no_step", RESOLVED, ANA, playbooks.write, {"draft": replace(STEPS, steps="not this: a restart"), "seen": 0}),
    ("words_missing", RESOLVED, ANA, playbooks.write, {"draft": replace(STEPS, title=" "), "seen": 0}),
    ("words_missing", staffed(), ANA, records.note, {"text": " "}),
    ("words_too_long", staffed(), ANA, _note_to_keep, {"text": "x" * 12_001}),
]


@pytest.mark.parametrize(
    ("code", "book", "who", "rule", "arguments"), REFUSALS, ids=[f"{r[0]}-{r[3].__name__}" for r in REFUSALS]
)
def test_a_refusal_says_why_and_what_to_type_instead(
    code: str, book: Book, who: str, rule: Callable[..., list[Saying]], arguments: dict[str, object]
) -> None:
    at = 9.5  # nobody is stale yet, and what was resolved at 1 can no longer be undone
    with pytest.raises(Refused) as refused:
        rule(book.case(at, who), **arguments)
    words = WORDS.slack(f"refused/{refused.value.code}", reader=reader(), **refused.value.values)

    assert code == refused.value.code
    assert "`/incident" in words


def test_no_refusal_is_missing_here() -> None:
    source = "".join(path.read_text() for path in (ROOT / "bot" / "incident").glob("*.py"))
    raised = re.findall(r"""Refused\(\s*"(\w+)"|otherwise="(\w+)\"""", source)

    assert {refusal[0] for refusal in REFUSALS} == {code for pair in raised for code in pair if code}
