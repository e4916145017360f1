"""Who has which duty. A role is offered, accepted, handed over and released here.

Law: a role moves only to somebody who said yes, and from then on only they are bound.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.incident import checks, reports
from bot.incident.errors import Refused
from bot.incident.facts import (
    Called,
    GroupLapsed,
    GroupOffered,
    HolderGone,
    Left,
    OfferLapsed,
    ReadBack,
    Relieved,
    RoleDeclined,
    RoleOffered,
    RoleReleased,
    RolesDoubled,
    RoleTaken,
)
from bot.incident.logbook import BOT, Saying
from bot.incident.parts import Offer, PersonalOffer, Reminder, Role
from bot.incident.policy import DEPUTY, LEAD, UNJUDGED_SEVERITY
from bot.incident.state import Case, Incident

ASKED_MAX = 5  # people who are asked for one role at once; more of them would be woken in vain
DOUBLED_SEVERITY = 2  # from here up one person with two roles is warned; with a small one it is usual
LEAD_SILENT_INTERVALS = 3  # from then on those who hold a role may take the lead without being asked


def take(case: Case, *, role: str) -> list[Saying]:
    """The caller takes the role: at once when it is free, offered to them, or held by one who has gone silent.

    From a holder who reports, only the lead takes a role; the lead itself is taken only from one who has gone silent,
    and then only by somebody who holds a role or whom the house named. Others are told how the holder hands it over.
    Refuses `already_yours`, `held`, `unknown_role`, `closed`.
    """
    wanted = _role(case, role)
    if wanted.holder == case.by:
        raise Refused("already_yours", role=wanted.name)
    if wanted.holder is not None and wanted.offered_to != case.by and not _may_take_from_holder(case, wanted):
        raise Refused("held", role=wanted.name, holder=wanted.holder)
    return _taken(case, [wanted.name])


def _taken(case: Case, names: Sequence[str]) -> list[Saying]:
    """The caller has these roles; who lost one without giving it hears so, and of two roles in one hand is warned."""
    incident = case.incident
    relieved = [
        Relieved(role=name, person=holder, to=case.by)
        for name in names
        if (holder := incident.role(name).holder) is not None and not _gave(incident, name, holder)
    ]
    held = tuple(dict.fromkeys([*incident.held_by(case.by), *names]))
    severity = incident.severity or UNJUDGED_SEVERITY
    is_told = any(fact.person == case.by for _, fact in incident.of(RolesDoubled))
    is_much = len(held) > 1 and severity <= DOUBLED_SEVERITY and incident.is_open and not is_told
    return [
        *(RoleTaken(role=name, person=case.by) for name in names),
        *relieved,
        *([RolesDoubled(person=case.by, roles=held)] if is_much else []),
    ]


def _gave(incident: Incident, role: str, holder: str) -> bool:
    """Whether the holder offered it themselves; the declarer, who leads until somebody accepts, always does."""
    if role == LEAD and holder == incident.declarer:
        return True
    if incident.role(role).offer_seq is None:
        return False
    return [entry.by for entry, fact in incident.of(RoleOffered) if fact.role == role][-1] == holder


def _may_take_from_holder(case: Case, role: Role) -> bool:
    if role.name == LEAD:
        return (bool(case.incident.held_by(case.by)) or _is_upstairs(case)) and lead_is_silent(case)
    return checks.leads(case) or reports.is_stale(case, role.name)


def _is_upstairs(case: Case) -> bool:
    named = case.policy.escalate_to
    return any(case.by == who or case.by in case.groups.get(who, ()) for who in named)


def lead_is_silent(case: Case) -> bool:
    """True when the lead gave no sign of life for three intervals of the present phase; never on demand."""
    since, n = lead_silent_since(case), reports.phase_interval(case)
    return since is not None and n is not None and case.now >= since + LEAD_SILENT_INTERVALS * n


def lead_silent_since(case: Case) -> datetime | None:
    """When the lead was seen last; nobody's silence counts before the end of a pause."""
    seen_at = lead_seen_at(case)
    return None if seen_at is None else max(seen_at, case.incident.clocks_from or seen_at)


def lead_seen_at(case: Case) -> datetime | None:
    """When the lead last gave a sign of life: took the lead, wrote, commanded, tapped or opened a form.

    A reopening is one too, for it is nobody's fault to be gone before. None without a lead.
    """
    incident, lead = case.incident, case.incident.role(LEAD)
    if lead.holder is None or lead.held_since is None:
        return None
    written = next((entry.recorded_at for entry in reversed(incident.entries) if entry.by == lead.holder), None)
    signs = (case.activity.seen, case.activity.substance, case.activity.form)
    known = (written, incident.open_since, *(sign.get(lead.holder) for sign in signs))
    return max([lead.held_since, *(at for at in known if at is not None)])


def offer(case: Case, *, role: str, person: str) -> list[Saying]:
    """Ask a person to take the role. A free one anybody may offer, a held one its holder or the lead.

    Whoever offers a role to themselves takes it. An offer to another replaces the one that is pending.
    Refuses `already_holds`, `already_offered`, `held`, `unknown_role`, `closed`.
    """
    if person == case.by:
        return take(case, role=role)
    wanted = _role(case, role)
    if wanted.holder != case.by:  # whoever has a role may always ask to be relieved
        checks.require(case, "offer")
    if wanted.holder == person:
        raise Refused("already_holds", role=wanted.name, holder=person)
    if wanted.offered_to == person:
        raise Refused("already_offered", role=wanted.name, person=person)
    if wanted.holder not in {None, case.by} and not checks.leads(case):
        raise Refused("held", role=wanted.name, holder=wanted.holder)
    return [RoleOffered(role=wanted.name, person=person)]


def hand_over(case: Case, *, role: str, person: str) -> list[Saying]:
    """The holder, or the lead for them, offers a held role to another; until they accept, the holder is bound.

    Refuses `role_free`, `not_holder`, and what `offer` refuses.
    """
    _holder(case, _role(case, role))
    return offer(case, role=role, person=person)


def accept(case: Case, *, offer: int | None = None) -> list[Saying]:
    """The caller says yes to what the message `offer` asks of them, else to all roles offered to them.

    Refuses `not_offered` with the person it is offered to, `offer_lapsed`, `offer_over` with what became of it,
    `already_yours`, `closed`.
    """
    checks.not_closed(case)
    asked = _asked_by(case.incident, offer)
    return _taken(case, _offered_to_caller(case, offer) if asked is None else [_answering(case, asked).role])


def decline(case: Case, *, offer: int | None = None) -> list[Saying]:
    """The caller says no to what `accept` would say yes to. Refuses as `accept` does."""
    checks.not_closed(case)
    asked = _asked_by(case.incident, offer)
    declined = _offered_to_caller(case, offer) if asked is None else [_answering(case, asked).role]
    return [RoleDeclined(role=name, person=case.by) for name in declined]


def release(case: Case, *, role: str) -> list[Saying]:
    """The holder, or the lead for them, sets the role free; an offer nobody answered yet is withdrawn instead.

    The lead cannot be set free, only handed over: an incident without a lead has nobody to report to.
    Refuses `lead_needs_somebody`, `role_free`, `not_holder`, `unknown_role`, `closed`.
    """
    wanted = _role(case, role)
    if wanted.holder is None and wanted.offered_to is not None:
        return [OfferLapsed(role=wanted.name, person=wanted.offered_to)]
    holder = _holder(case, wanted)
    if wanted.name == LEAD:
        raise Refused("lead_needs_somebody")
    return [RoleReleased(role=wanted.name, person=holder), *offered_again(case.incident, [wanted.name])]


def offered_again(incident: Incident, names: Iterable[str]) -> list[Saying]:
    """Who is asked, as at the start, now that nobody holds these roles any more.

    The lead goes to others in an order of its own (`pass_lead_on`). Nobody's private incident is told to a group.
    """
    named = incident.policy.offered_to
    is_asked = incident.is_open and not incident.private
    return [GroupOffered(role=name, ids=named[name]) for name in names if is_asked and name != LEAD and name in named]


def call(case: Case, *, role: str) -> list[Saying]:
    """Lead or declarer have the person called who has not answered an offer; once for each offer.

    Refuses `already_called`, `not_offered`, `lead_or_declarer_only`, `unknown_role`, `closed`.
    """
    wanted = _role(case, role)
    if wanted.offered_to is None:
        raise _not_offered(wanted)
    checks.require(case, "call")
    called = [fact for entry, fact in case.incident.of(Called) if entry.seq > (wanted.offer_seq or 0)]
    if any(fact.role == wanted.name for fact in called):
        raise Refused("already_called", role=wanted.name, person=wanted.offered_to)
    return [Called(role=wanted.name, person=wanted.offered_to)]


def lapse(case: Case) -> list[Saying]:
    """The offers that waited a whole first interval for their answer; the bot withdraws them."""
    roles = case.incident.roles.values()
    late = [(role.name, role.offered_to) for role in roles if (at := lapses_at(case, role.name)) and at <= case.now]
    groups = [offer.seq for at, offer in group_lapses(case) if at <= case.now]
    return [
        *(OfferLapsed(role=name, person=person) for name, person in late if person is not None),
        *(GroupLapsed(offer_seq=seq) for seq in groups),
    ]


def pass_lead_on(case: Case) -> list[Saying]:
    """Somebody is asked to lead once nobody does: the deputy, then whoever holds a role, then the declarer.

    One after the other, each once: the next is asked when one said no or let the offer lapse. Nothing while somebody
    leads or is asked, and when all of them were.
    """
    person = next_lead(case.incident)
    return [] if person is None else [RoleOffered(role=LEAD, person=person)]


def next_lead(incident: Incident) -> str | None:
    """Who is to be asked to lead now; None while somebody leads or is asked, and when nobody is left."""
    lead = incident.role(LEAD)
    left_seq = max((entry.seq for entry, fact in incident.of(HolderGone) if LEAD in fact.roles), default=None)
    if left_seq is None or lead.holder is not None or lead.offered_to is not None or not incident.is_open:
        return None
    asked = {fact.person for entry, fact in incident.of(RoleOffered) if entry.seq > left_seq and fact.role == LEAD}
    asked |= {fact.person for entry, fact in incident.of(RoleTaken) if entry.seq > left_seq and fact.role == LEAD}
    gone = {fact.person for _, fact in incident.of(Left)} - incident.members
    return next((person for person in _leads_in_order(incident) if person not in asked | gone), None)


def _leads_in_order(incident: Incident) -> tuple[str, ...]:
    """Who could lead instead, in the order in which they are asked."""
    held = [name for name in (DEPUTY, *(duty.name for duty in incident.policy.duties)) if name != LEAD]
    holders = [holder for name in held if (holder := incident.role(name).holder) is not None]
    return tuple(dict.fromkeys([*holders, incident.declarer]))


def offer_to_group(case: Case, *, role: str, ids: Sequence[str]) -> list[Saying]:
    """A free role is offered to several at once, by direct message; the first to accept has it.

    Nobody's private incident is told to people who are not in it. Refuses `held`, `group_in_private`, `unknown_role`,
    `closed`, `not_open_to_you`.
    """
    wanted = _role(case, role)
    checks.require(case, "offer")
    if wanted.holder is not None:
        raise Refused("held", role=wanted.name, holder=wanted.holder)
    if case.incident.private:
        raise Refused("group_in_private", role=wanted.name)
    return [GroupOffered(role=wanted.name, ids=tuple(ids))]


def could_take(incident: Incident, role: str, people: Sequence[str]) -> list[str]:
    """Those of the people who have not given this role back already."""
    gave_back = {fact.person for _, fact in incident.of(RoleReleased) if fact.role == role}
    return [person for person in people if person not in gave_back]


def whom_to_ask(incident: Incident, people: Sequence[str]) -> tuple[str, ...]:
    """Five of these at most, so that nobody is woken in vain: those without a role first, and who leads last."""

    def burden(person: str) -> tuple[bool, int]:
        return person == incident.lead, len(incident.held_by(person))

    return tuple(sorted(people, key=burden)[:ASKED_MAX])


def group_lapses(case: Case) -> Iterator[tuple[datetime, PersonalOffer]]:
    """When each open offer to several lapses: a first interval after the first of them could read it.

    None on demand, when the incident is over, and for one that nobody reads yet.
    """
    wait = reports.first_interval(case)
    if wait is None or not case.incident.is_open:
        return
    for offer in case.incident.personal_offers:
        if offer.is_open and offer.ids and offer.sent_at is not None:
            yield _counted_from(case, offer.sent_at) + wait, offer


def not_taken(incident: Incident) -> Iterator[PersonalOffer]:
    """The last offer to several of each role that is free still, if none of them took it; the lead's question."""
    last = {offer.role: offer for offer in incident.personal_offers if offer.ids}
    for offer in last.values():
        role = incident.role(offer.role)
        is_free = role.holder is None and role.offered_to is None
        if is_free and offer.outcome in {"lapsed", "declined", "nobody"} and incident.is_open:
            yield offer


def read_back(case: Case, *, role: str, words: str) -> list[Saying]:
    """Whoever took a role over says in a line what it goes on with; whoever had it reads that.

    Refuses `not_handed_over` to anybody else, `words_missing`, `closed`.
    """
    checks.not_closed(case)
    said = checks.some_words(words, otherwise="words_missing")
    handed = handed_over(case.incident, role, case.by)
    if handed is None:
        raise Refused("not_handed_over", role=role)
    return [ReadBack(role=role, person=handed.holder, words=said)]


def handed_over(incident: Incident, role: str, person: str) -> PersonalOffer | None:
    """The hand-over by which the person has the role; None for a role that they have otherwise, or no longer."""
    mine = [o for o in incident.personal_offers if o.role == role and o.holder and o.taken_by == person]
    return mine[-1] if mine and incident.role(role).holder == person else None


def unanswered_at(case: Case, role: str) -> datetime | None:
    """When the lead should hear that nobody has answered the offer: half a first interval after it could be read.

    None when nothing is offered or it is not to be read yet, on demand, and when the incident is over.
    """
    offer, wait = _pending(case.incident, role), reports.first_interval(case)
    if offer is None or wait is None or offer.shown_at is None or not case.incident.is_open:
        return None
    return _counted_from(case, offer.shown_at) + wait / 2


def hears_of_offer(incident: Incident, role: str) -> str | None:
    """Who is asked about an offer that nobody answered: the lead, unless it is the lead who does not answer."""
    return None if incident.lead == incident.role(role).offered_to else incident.lead


def question_about(incident: Incident, role: str) -> Reminder | None:
    """What the lead was asked about the pending offer of the role; a question that was dropped never was."""
    since = incident.role(role).offer_seq or 0
    asked = (r for r in incident.reminders if r.rung == "offer" and role in r.roles and r.seq > since)
    return next((r for r in asked if not r.dropped), None)


def lapses_at(case: Case, role: str) -> datetime | None:
    """When the pending offer of the role lapses: a first interval after it could be read, and after the lead's turn.

    (e.g. with a first interval of ten minutes, an offer that could be read at 3:00:)

    1. At 3:05, half an interval later, the lead is asked about it (`unanswered_at`).
    2. From when that question could be read, the lead has half an interval too.
    3. It lapses when both are over: at 3:10 if the lead was reached at 3:05, at 3:13 if at 3:08, never before that.
    4. Where nobody else can be asked, for the lead was offered the role or nobody could read the offer, it is 3:10.

    None as for `unanswered_at`, and until the lead was reached.
    """
    offer, wait = _pending(case.incident, role), reports.first_interval(case)
    if offer is None or wait is None or not case.incident.is_open:
        return None
    asked_at, question = offer.shown_at or offer.undelivered_at, question_about(case.incident, role)
    if asked_at is None:
        return None
    whole_at = _counted_from(case, asked_at) + wait
    if question is None:
        is_to_come = offer.shown_at is not None and hears_of_offer(case.incident, role) is not None
        return None if is_to_come else whole_at
    reached_at = question.delivered_at or question.undelivered_at
    return None if reached_at is None else max(whole_at, reached_at + wait / 2)


def said_back(incident: Incident, offer: PersonalOffer) -> str:
    """What whoever took the role over said to go on with; empty as long as they did not."""
    said = (fact for entry, fact in incident.of(ReadBack) if entry.seq > offer.seq and entry.by == offer.taken_by)
    return next((fact.words for fact in said if (fact.role, fact.person) == (offer.role, offer.holder)), "")


def _asked_by(incident: Incident, seq: int | None) -> PersonalOffer | None:
    """The offer to several of this entry."""
    return next((offer for offer in incident.personal_offers if offer.seq == seq and offer.ids), None)


def require_open(case: Case, seq: int | None) -> None:
    """Refused, kindly, for an offer to several that the caller is one of, once it is over; silent about any other."""
    offer = _asked_by(case.incident, seq)
    if offer is not None and case.by in offer.people:
        _answering(case, offer)


def _answering(case: Case, offer: PersonalOffer) -> PersonalOffer:
    """The offer, while it waits for the caller; else Refused, kindly, with what became of it."""
    if offer.asks(case.by):
        return offer
    if case.by not in offer.people:
        raise Refused("not_offered", role=offer.role, offered_to="", holder=case.incident.role(offer.role).holder or "")
    if offer.taken_by == case.by:
        raise Refused("already_yours", role=offer.role)
    state = offer.outcome or "declined"
    raise Refused("group_over", role=offer.role, state=state, taken_by=offer.taken_by, at=offer.ended_at)


def _pending(incident: Incident, role: str) -> Offer | None:
    seq = incident.role(role).offer_seq
    return next((offer for offer in incident.offers if offer.seq == seq), None)


def _counted_from(case: Case, asked_at: datetime) -> datetime:
    """A reopening starts the clocks of offers anew, too."""
    return max(asked_at, case.incident.open_since or asked_at)


def _role(case: Case, role: str) -> Role:
    checks.not_closed(case)
    return case.incident.role(checks.known_role(case, role).name)


def _holder(case: Case, role: Role) -> str:
    """Who holds the role; refuses `role_free`, and `not_holder` to one who neither holds it nor leads."""
    if role.holder is None:
        raise Refused("role_free", role=role.name)
    if case.by != role.holder and not checks.leads(case):
        raise Refused("not_holder", role=role.name, holder=role.holder)
    return role.holder


def _offered_to_caller(case: Case, seq: int | None) -> tuple[str, ...]:
    message = next((offer for offer in case.incident.offers if offer.seq == seq), None)
    if message is not None:
        return _asked_in(case, message)
    offered = case.incident.offered_to(case.by)
    if not offered:
        raise _lapsed(case.incident, case.by) or Refused("not_offered", role="", offered_to="", holder="")
    return offered


def _asked_in(case: Case, message: Offer) -> tuple[str, ...]:
    """The roles that one message asks of the caller, and which still wait; Refused says what became of the others."""
    incident = case.incident
    asked = [role for role, person in message.offers if person == case.by]
    waiting = [
        name
        for name in asked
        if (incident.role(name).offer_seq, incident.role(name).offered_to) == (message.seq, case.by)
    ]
    if waiting:
        return tuple(waiting)
    if not asked:
        raise _lapsed(incident, case.by) or _not_offered(incident.role(message.offers[0][0]))
    told = [(role, *became(incident, message, role, case.by)) for role in asked]
    if all(state == "lapsed" for _, state, _, _ in told) and (lapsed := _lapsed(incident, case.by)):
        raise lapsed
    roles = [{"role": role, "state": state, "who": who, "at": at} for role, state, who, at in told]
    raise Refused("offer_over", roles=roles)


def became(incident: Incident, offer: Offer, role: str, person: str) -> tuple[str, str, datetime | None]:
    """What became of an offer, by whom and when: the first thing that happened to the role after it."""
    for entry in incident.entries:
        if entry.seq <= offer.seq or entry.cause == offer.cause:
            continue
        match entry.fact:
            case RoleTaken(role=name, person=who) if name == role:
                return ("accepted" if who == person else "taken"), who, entry.at
            case RoleDeclined(role=name) if name == role:
                return "declined", person, entry.at
            case OfferLapsed(role=name) if name == role:
                return "lapsed", person, entry.at
            case RoleOffered(role=name, person=who) if name == role:
                return "passed on", who, entry.at
            case _:
                pass
    return "offered", person, None


def _lapsed(incident: Incident, person: str) -> Refused | None:
    """For one whose answer comes after the last offer to them lapsed: which roles those were, and who has them now."""
    offered_seq = max((entry.seq for entry, fact in incident.of(RoleOffered) if fact.person == person), default=0)
    lapsed = [fact for entry, fact in incident.of(OfferLapsed) if entry.seq > offered_seq and entry.by == BOT]
    names = [fact.role for fact in lapsed if fact.person == person]
    told = [{"role": name, "holder": incident.role(name).holder or ""} for name in names]
    return Refused("offer_lapsed", roles=told) if told else None


def _not_offered(role: Role) -> Refused:
    return Refused("not_offered", role=role.name, offered_to=role.offered_to or "", holder=role.holder or "")
