"""What can be pressed where something was said: what stands beside a hypothesis, a plan, a severity or a status.

Law: a choice says a command, which is carried out as if it had been typed, and only while what it stands under is so.
What the rule would refuse to whoever sees it is not offered.
"""

from dataclasses import replace
from typing import get_args

from bot.incident import announcing, checklists, lifecycle, plans, playbooks, reviews, standing
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.parts import Hypothesis
from bot.incident.state import Case, Incident
from bot.render.plain import playbook_of, severity_word
from bot.requests.actions import ConfirmCompiled, HypothesisVerdict, SayAgain, SayWhile, Settle
from bot.requests.reply import Choice

ROWS_MAX = 10  # hypotheses with a row of choices in one message; Slack takes fifty blocks, and nobody reads more
_REVIEWS = {"reviewer me": "I review it", "approve": "Approve the summary"}
_ENDS = {"resolved": "Resolve", "closed": "Close", "cancelled": "Cancel"}


def of_subject(case: Case, subject: str) -> list[Choice]:
    """The choices for a subject as it stands now."""
    if subject.startswith(standing.ROLE):
        return []
    if plan := standing.plan_of(subject):
        return of_plan(case, plan)
    match subject:
        case standing.SEVERITY:
            return of_severity(case)
        case standing.STATUS:
            return of_status(case)
        case _:
            known = case.incident.hypothesis(subject)
            return of_hypothesis(case, known) if known else []


def of_severity(case: Case, *, menu: str = "") -> list[Choice]:
    """The severities that the caller may set; with `menu` as one list under these words."""
    return [
        _while(case, severity_word(level), f"sev {level}", standing.SEVERITY, menu=menu)
        for level in lifecycle.SEVERITIES
        if _may(case, level)
    ]


def of_status(case: Case, *, menu: str = "") -> list[Choice]:
    """The states to which the caller may move it; with `menu` as one list under these words."""
    return [
        _while(case, _ENDS.get(status, status.capitalize()), f"status {status}", standing.STATUS, menu=menu)
        for status in get_args(f.Status)
        if _may_move(case, status)
    ]


def of_hypothesis(case: Case, hypothesis: Hypothesis) -> list[Choice]:
    """How likely it is, and what settles it; nothing once it is settled or the incident is over."""
    if hypothesis.outcome != "open" or not case.incident.is_open:
        return []
    number, seen = int(hypothesis.id[1:]), standing.seen(case.incident, hypothesis.id)
    likelihoods = [
        _while(case, word, f"{hypothesis.id} {word}", hypothesis.id, menu=f"How likely is {hypothesis.id}?")
        for word in get_args(f.Likelihood)
        if word != hypothesis.likelihood
    ]
    verdicts = [
        Choice(
            label=f"{verdict.capitalize()} {hypothesis.id}…",
            means=Settle(verdict, number, seen),
            incident=case.incident.number,
            row=hypothesis.id,
        )
        for verdict in get_args(HypothesisVerdict)
    ]
    return [*likelihoods, *verdicts]


def of_plan(case: Case, plan: f.PlanName) -> list[Choice]:
    """How far it may be by now, as far as the caller may say so; nothing once it is done, or the incident is over."""
    if not case.incident.is_open:
        return []
    subject = f"{standing.PLAN}{plan}"
    ahead = [stage for stage in plans.ahead(case.incident, plan) if _may_step(case, plan, stage)]
    return [_while(case, f"Plan {plan.upper()}: {stage}", f"plan {plan} {stage}", subject) for stage in ahead]


def of_board(case: Case) -> list[Choice]:
    """A row for each open hypothesis."""
    still_open = [known for known in case.incident.hypotheses if known.outcome == "open"]
    return [choice for known in still_open[:ROWS_MAX] for choice in of_hypothesis(case, known)]


def of_review(case: Case) -> list[Choice]:
    """That the caller has its review, and that it is right as it reads, as far as they may say so."""
    incident = case.incident
    is_nobodys = incident.status == "resolved" and reviews.review(incident).state == "draft"
    said = [*(["reviewer me"] if is_nobodys else []), *(["approve"] if reviews.may_approve(case) else [])]
    choices = [Choice(label=_REVIEWS[one], means=SayAgain(one), incident=incident.number) for one in said]
    told = [Choice(label="Announce it", means=SayAgain("announce"), incident=incident.number)]
    is_untold = announcing.is_open_to(incident)
    compiled = of_compiled(incident, "Confirm what was compiled…")
    return [*compiled, *of_used(case), *choices, *(told if is_untold else []), *of_playbook(incident)]


def of_compiled(incident: Incident, label: str) -> list[Choice]:
    """To put right what was compiled of one that nobody ran with Sitrep, for whoever knows it."""
    if not incident.was_told_later:
        return []
    return [Choice(label=label, means=ConfirmCompiled(), incident=incident.number)]


def of_used(case: Case) -> list[Choice]:
    """Whether the playbooks that were used are right, for whom that is asked."""
    number = case.incident.number
    return [
        Choice(label=label, means=SayAgain(f"{says} playbook {one.past}"), incident=number, row=f"playbook {one.past}")
        for one in checklists.asked_of(case)
        for label, says in (
            (f"Correct the {playbook_of(one.past)}…", "correct"),
            (f"The {playbook_of(one.past)} is right", "keep"),
        )
        if says == "keep" or playbooks.is_of_incident(one.past)  # a file is put right where it is
    ]


def of_playbook(incident: Incident) -> list[Choice]:
    """The form for what the next team gets, once it is over; for whoever may change the incident."""
    if incident.is_open:
        return []
    label = "Make a playbook…" if playbooks.playbook(incident) is None else "Correct the playbook…"
    return [Choice(label=label, means=SayAgain("write playbook"), incident=incident.number)]


def in_doubt(case: Case, said: str) -> list[Choice]:
    """The command that was perhaps not meant, with its words as the reason, if the caller may do that."""
    verb = said.partition(":")[0]
    state = {"resolve": "resolved", "close": "closed", "cancel": "cancelled"}.get(verb, verb.removeprefix("status "))
    if verb.startswith("sev "):
        level = int(verb.removeprefix("sev "))
        choices = [_while(case, severity_word(level), said, standing.SEVERITY)] if _may(case, level) else []
    else:
        label = state if verb.startswith("status ") else verb
        choices = [_while(case, label.capitalize(), said, standing.STATUS)] if _may_move(case, state) else []
    return [replace(choice, row="") for choice in choices]


def _while(case: Case, label: str, text: str, subject: str, *, menu: str = "") -> Choice:
    means = SayWhile(text, subject, standing.seen(case.incident, subject))
    return Choice(label=label, means=means, incident=case.incident.number, menu=menu, row=subject)


def _may(case: Case, severity: int) -> bool:
    try:
        return bool(lifecycle.set_severity(case, severity=severity))
    except Refused:
        return False


def _may_step(case: Case, plan: f.PlanName, stage: f.PlanStage) -> bool:
    try:
        return bool(plans.step(case, plan=plan, stage=stage))
    except Refused:
        return False


def _may_move(case: Case, status: str) -> bool:
    """What is still open before closing is listed when somebody closes."""
    try:
        return bool(lifecycle.set_status(case, status=status))
    except Refused as no:
        return no.code == "unfinished"
