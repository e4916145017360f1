"""What the words of a card are filled from: a picture of the record, cut to the width that a door has for it.

Law: the same record gives the same values; no running ages, only instants.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from bot.incident import facts as f
from bot.incident import plans, unknowns
from bot.incident.logbook import Entry
from bot.incident.parts import Customer, Hypothesis, Role
from bot.incident.policy import LEAD
from bot.incident.reports import Staleness, states_any
from bot.incident.state import Incident
from bot.incident.vocabulary import row_of
from bot.render.plain import one_line, severity_word
from bot.story.figures import MONEY_KINDS, Figure, impacts, money
from bot.story.fix import last_decision, standing_plan
from bot.story.risk import newest_judgement
from bot.story.sentences import source

CUSTOMERS_MAX = 6
FIGURES_MAX = 2  # things that were counted; the brief has them all
ROLES_MAX = 10
TASKS_MAX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """What is computed beside the record, by role: when its report is due, and what to say of an old picture."""

    due: Mapping[str, datetime | None]
    stale: Mapping[str, Staleness]

    @property
    def next_at(self) -> datetime | None:
        """When somebody hears something new; nobody is to wait for a role that says nothing any more."""
        return min((at for role, at in self.due.items() if at and role not in self.stale), default=None)


def heading(incident: Incident) -> str:
    drill = "DRILL · " if incident.drill else ""
    return f"{drill}{severity_word(incident.severity)} · {incident.title}"


def role_names(incident: Incident) -> list[str]:
    """The roles that it was opened with in their order, then any other that somebody was given."""
    return list(dict.fromkeys([*incident.policy.titles, *incident.roles]))[:ROLES_MAX]


def values(incident: Incident, clocks: Clocks, *, names: Sequence[str], width: int) -> dict[str, Any]:
    """The values of `templates/card` for the roles in `names`; `width` is in characters, for each text of people."""
    customers = [customer for customer in incident.customers if not customer.done]
    return {
        "severity": severity_word(incident.severity),
        "status": incident.status,
        "since": incident.status_since,
        "imported": incident.imported if incident.was_told_later else None,
        "name": incident.name,
        "private": incident.private,
        "drill": incident.drill,
        "bridge": incident.bridge if incident.is_open else "",
        "is_open": incident.is_open,
        "paused": _paused(incident, width),
        "duplicate_of": duplicate_of(incident),
        "duplicates": incident.duplicates,
        "began_with": next((entry.message for entry, _ in incident.of(f.Opened)), None),
        "known": _known(incident, width),
        "hypothesis": _hypothesis(incident, width),
        **_headlines(incident, width),
        "customers": [_customer(customer, width) for customer in customers[:CUSTOMERS_MAX]],
        "customers_more": max(0, len(customers) - CUSTOMERS_MAX),
        "roles": [_role(incident.role(name), clocks, width) for name in names],
        "plans": {name: _plan(incident, name, width) for name in get_args(f.PlanName)},
        "next_at": clocks.next_at if incident.is_open else None,
        **_tasks(incident, width),
        "unknowns": len(unknowns.still_open(incident)),
    }


def _paused(incident: Incident, width: int) -> dict[str, Any] | None:
    paused = incident.paused
    return {"by": paused.by, "until": paused.until, "why": one_line(paused.why, width)} if paused else None


def duplicate_of(incident: Incident) -> dict[str, Any] | None:
    """The incident that this one doubles, with its channel, where people go on."""
    if incident.duplicate_of is None:
        return None
    _, marked = incident.of(f.MarkedDuplicate)[-1]
    return {"number": marked.number, "channel": marked.channel}


def _known(incident: Incident, width: int) -> dict[str, Any] | None:
    """The lead's report is what we know, in one sentence."""
    lead = incident.role(LEAD)
    if lead.last_finding is None:
        return None
    return {
        "text": one_line(lead.last_finding.conditions, width),
        "by": lead.last_finding_by,
        "at": lead.last_finding_at,
    }


def _headlines(incident: Incident, width: int) -> dict[str, Any]:
    """Whom it hurts, what it costs, what may go wrong, what is asked of whom, and what was decided and found last."""
    counted, costs = impacts(incident)[-FIGURES_MAX:], money(incident)
    decided, judged = last_decision(incident), newest_judgement(incident)
    return {
        "figures": [_figure(incident, figure, width) for figure in counted],
        "sums": [_figure(incident, costs[kind], width) for kind in MONEY_KINDS if kind in costs],
        "risk": judged and _said(incident, *judged, "words", width),
        "asked": _asked(incident, width),
        "decided": decided and _said(incident, *decided, "what", width),
        "finding": _finding(incident, width),
    }


def _figure(incident: Incident, figure: Figure[f.ImpactStated] | Figure[f.MoneyStated], width: int) -> dict[str, Any]:
    """A figure is short or in people's own words, and then it is cut like those."""
    fact, corrects = _narrow(figure.fact, width), figure.corrects
    named = one_line(figure.fact.source, width)
    return {
        "fact": fact,
        "corrects": corrects and _narrow(corrects, width),
        "said": source(incident, figure.entry, named),
    }


def _narrow(fact: f.ImpactStated | f.MoneyStated, width: int) -> f.ImpactStated | f.MoneyStated:
    return replace(fact, what=one_line(fact.what, width), words=one_line(fact.words, width))


def _said(incident: Incident, entry: Entry, fact: f.Fact, field: str, width: int) -> dict[str, Any]:
    return {"text": one_line(getattr(fact, field), width), "said": source(incident, entry)}


def _asked(incident: Incident, width: int) -> dict[str, Any] | None:
    """What the executive is to decide: the newest, and how many more; nothing once it is over."""
    asked = [fact for _, fact in incident.latest(f.NeedStated) if fact.executive and incident.is_open]
    if not asked:
        return None
    return {"text": one_line(asked[-1].what, width), "due_at": asked[-1].due_at, "more": len(asked) - 1}


def _finding(incident: Incident, width: int) -> dict[str, Any] | None:
    """The newest finding, unless it stands beside its role already."""
    found = incident.of(f.Reported, f.Noted, f.HypothesisConfirmed, f.HypothesisRuledOut)
    told = [(entry, fact) for entry, fact in found if getattr(fact, row_of(fact).words[0])]
    if not told or isinstance(told[-1][1], f.Reported):
        return None
    return _said(incident, *told[-1], row_of(told[-1][1]).words[0], width)


def _tasks(incident: Incident, width: int) -> dict[str, Any]:
    """What is asked of whom until when, the most pressing first, and how many more; nothing once it is over."""
    waiting = sorted((t for t in incident.tasks if t.is_open and incident.is_open), key=lambda t: t.due_at)
    shown = [
        {"id": t.id, "person": t.person, "due_at": t.due_at, "text": one_line(t.what, width), "taken": bool(t.taken_at)}
        for t in waiting[:TASKS_MAX]
    ]
    return {"tasks": shown, "tasks_more": len(waiting) - len(shown)}


def _hypothesis(incident: Incident, width: int) -> dict[str, Any] | None:
    """The leading hypothesis: a confirmed one, else the likeliest open one, of equals the latest."""
    standing = [h for h in incident.hypotheses if h.outcome != "ruled out"]
    if not standing:
        return None
    leading = max(standing, key=_standing)
    return {
        "id": leading.id,
        "text": one_line(leading.text, width),
        "likelihood": leading.likelihood,
        "confirmed": leading.outcome == "confirmed",
        "others": len(standing) - 1,
        "ruled_out": len(incident.hypotheses) - len(standing),
    }


_LIKELIHOOD_ORDER = (None, *get_args(f.Likelihood))


def _standing(hypothesis: Hypothesis) -> tuple[bool, int, int]:
    return hypothesis.outcome == "confirmed", _LIKELIHOOD_ORDER.index(hypothesis.likelihood), hypothesis.seq


def _customer(customer: Customer, width: int) -> dict[str, Any]:
    last = customer.contacts[-1] if customer.contacts else None
    return {
        "id": customer.id,
        "name": one_line(customer.name, width),
        "cannot": one_line(customer.cannot, width),
        "deadline_at": customer.deadline_at,
        "told_at": last.at if last else None,
        "promised_at": last.promised_at if last else None,
        "owner": customer.owner,
        "workaround": one_line(customer.workaround, width),
    }


def _role(role: Role, clocks: Clocks, width: int) -> dict[str, Any]:
    finding = role.last_finding
    needs = one_line(finding.needs, width) if finding else ""
    return {
        "name": role.name,
        "holder": role.holder,
        "offered_to": role.offered_to,
        "is_lead": role.name == LEAD,
        "finding": one_line(finding.conditions or finding.actions, width) if finding else "",
        "finding_at": role.last_finding_at,
        "finding_by": role.last_finding_by,
        "needs": needs if states_any(needs) else "",
        "nothing_new_at": role.last_report_at if role.nothing_new_in_a_row else None,
        "nothing_new_times": role.nothing_new_in_a_row,
        "at_work": role.seen_at_work[-1] if role.seen_at_work else None,
        "due_at": clocks.due.get(role.name),
        "put_off_why": one_line(role.snoozed_why, width),
        "put_off_times": role.snoozed_times,
        "stale": clocks.stale.get(role.name),
    }


def _plan(incident: Incident, name: f.PlanName, width: int) -> dict[str, Any] | None:
    plan, step = incident.plans.get(name), plans.stepped(incident, name)
    if plan is None or (name == "a" and standing_plan(incident, "a") is None):
        return None
    return {
        "what": one_line(plan.what, width),
        "eta_low_min": plan.eta_low_min,
        "eta_high_min": plan.eta_high_min,
        "trigger_at": plans.starts_at(incident, name),
        "stage": step[1].stage if step else "",
        "stage_at": step[0].at if step else None,
    }
