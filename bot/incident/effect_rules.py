"""From what was written to what the outside world must do about it.

Law: a function of the record alone, so that replaying it orders the same. Quiet by design: what changes a picture is
an edit, what is worth reading is a reply in the card's thread, and only a few things are shown in the channel.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date

from bot.incident import (
    announcing,
    checklists,
    filing,
    help,  # noqa: A004 - the room's word for it
    looking_back,
    members,
    redaction,
    reports,
    roles,
    undelivered,
    unknowns,
)
from bot.incident import effects as e
from bot.incident import facts as f
from bot.incident.logbook import Entry
from bot.incident.parts import FollowUp, PersonalOffer, Question, Reminder
from bot.incident.state import Case, F, Incident
from bot.incident.vocabulary import HEADLINES, name_of, row_of, subject_of


def effects(before: Incident, after: Incident, written: Sequence[Entry]) -> tuple[e.Effect, ...]:
    """What `written`, which led from `before` to `after`, orders: surfaces first, most urgent first, then posts.

    One that was imported orders nothing of Slack but the announcement that somebody wants, and the question to whoever
    was named to confirm it: it is told here, and its channel, if there is one still, is left in peace.
    """
    issues = [e.Surface(f"{e.ISSUE}:{name}") for name in _issues(before, after)]
    surfaces = [*(e.Surface(name) for name in dict.fromkeys(_surfaces(before, after, written))), *issues]
    is_withdrawn = before.announced is not None and not before.private  # one that stands there is emptied
    is_by_itself = not after.was_told_later and after.imported is None
    is_wanted = is_by_itself or announcing.is_asked_for(after)
    is_announced = (is_wanted and not after.private) or is_withdrawn
    kept = ({e.TOPIC} if after.adopted else set()) | (set() if is_announced else {e.ANNOUNCEMENT})
    allowed = [surface for surface in surfaces if surface.kind not in kept]
    if after.imported is not None:
        wanted = [e.Surface(e.ANNOUNCEMENT_OF_PAST) for surface in allowed if surface.kind == e.ANNOUNCEMENT]
        return (*wanted, *issues, *(surface for surface in allowed if surface.kind == e.QUESTION))
    posts = [_post(before, after, entry) for entry in written if _is_posted(before, after, written, entry)]
    return (*sorted(allowed, key=lambda surface: surface.priority), *posts)


def _surfaces(before: Incident, after: Incident, written: Sequence[Entry]) -> Iterator[str]:
    for entry in written:
        yield from (name for name in _pictures(entry) if not (after.adopted and name == f"{e.INVITE}:{entry.by}"))
        if _is_compiled(after) and not before.archived and (_pictures(entry) or row_of(entry.fact).has_line):
            # Whatever changes the card, or has a line in the timeline, changes the summary too.
            yield from (e.SUMMARY, e.CANVAS)
        if isinstance(entry.fact, f.CanvasMade | f.CanvasLost):
            yield e.SUMMARY  # which leads there
        yield from _invitation(after, entry)
        if isinstance(entry.fact, f.Joined) and members.is_to_catch_up(after, entry.fact.person):
            yield f"{e.CATCHUP}:{entry.fact.person}"
        yield from _suggestion(entry)
        if isinstance(entry.fact, f.ReadBack) and (handed := roles.handed_over(after, entry.fact.role, entry.by)):
            yield f"{e.ASKED}:{handed.seq}:{entry.by}"
        if isinstance(entry.fact, f.CardPosted) and before.card_ts:
            yield e.PIN  # the pin went with the card that was deleted
        if isinstance(entry.fact, f.Redacted):
            yield from _without_its_words(after, entry.fact)
        if isinstance(entry.fact, f.Shown) and redaction.lost_words(after, entry.fact.shows_seq):
            yield _again(after, entry.fact.shows_seq)
    yield from (f"{e.CHECKLIST}:{seq}" for seq in checklists.redrawn(before, after, written))
    yield from (f"{e.OFFER}:{seq}" for seq in _changed_offers(before, after, written))
    yield from _personal(before, after)
    yield from (f"{e.REMINDER}:{r.seq}" for r in after.reminders if _looks_different(before, after, r))
    yield from (f"{e.QUESTION}:{q.seq}" for q in after.questions if _is_asked_otherwise(before, q))


def _issues(before: Incident, after: Incident) -> Iterator[str]:
    """The follow-ups of which the house's issue tracker has something to hear; those that were taken back as well."""
    yield from (one.id for one in after.follow_ups if filing.is_to_be_shown(before, after, one))
    yield from (one.id for one in before.follow_ups if one.issue is not None and after.follow_up(one.id) is None)


def _without_its_words(after: Incident, redacted: f.Redacted) -> Iterator[str]:
    """Our own messages that repeat words which were removed: in the thread, in shared briefs, in direct messages."""
    yield from (_again(after, seq) for seq in redaction.retold(after, redacted) if seq in after.shown)
    yield from (f"{e.REMINDER}:{reminder.seq}" for reminder in after.reminders if reminder.delivered_at is not None)
    yield from (f"{e.QUESTION}:{question.seq}" for question in after.questions if question.shown_at is not None)
    yield from (f"{e.CATCHUP}:{fact.person}" for _, fact in after.of(f.CaughtUp))


def _again(after: Incident, seq: int) -> str:
    """The message of this entry as it reads now; a checklist is drawn as a whole."""
    return f"{e.CHECKLIST if checklists.is_checklist(after, seq) else e.REMOVED}:{seq}"


def _is_compiled(incident: Incident) -> bool:
    """From the resolution on there is a summary, and it follows every change."""
    return incident.status in {"resolved", "closed"} or bool(incident.summary_ts)


def _pictures(entry: Entry) -> tuple[str, ...]:
    """The surfaces that show this fact."""
    surfaces = row_of(entry.fact).surfaces
    match entry.fact:
        case f.Opened():
            return (e.CHANNEL, f"{e.INVITE}:{entry.by}", e.PIN, *surfaces)
        case f.RoleTaken(role="lead"):
            return HEADLINES
        case f.PutAway():
            return (e.ARCHIVE,)
        case f.Reminded(rung="channel" | "escalation" | "renewal"):
            return (e.CARD,)  # which marks the role as stale, or unattended
        case _:
            return surfaces


def _invitation(after: Incident, entry: Entry) -> Iterator[str]:
    fact = entry.fact
    if isinstance(fact, f.FollowUpRaised):
        person = "" if after.archived else fact.owner or ""
    elif isinstance(fact, f.RoleOffered | f.RoleTaken | f.Invited | f.TaskAsked):
        person = fact.person
    else:
        return
    if person and person not in after.members:
        yield f"{e.INVITE}:{person}"


def _suggestion(entry: Entry) -> Iterator[str]:
    """The emoji under a message that appears or goes."""
    match entry.fact:
        case f.MarkSuggested():
            yield f"{e.SUGGESTION}:{entry.seq}"
        case f.SuggestionEnded(suggestion_seq=seq):
            yield f"{e.SUGGESTION}:{seq}"


def _changed_offers(before: Incident, after: Incident, written: Sequence[Entry]) -> Iterator[int]:
    """The offer messages that are new or grown, and those whose question was answered or is no longer asked."""
    asked_before = {(offer.seq, offer.offers) for offer in before.offers}
    yield from (offer.seq for offer in after.offers if (offer.seq, offer.offers) not in asked_before)
    for entry in written:
        fact = entry.fact
        if isinstance(fact, f.RoleOffered | f.RoleTaken | f.RoleDeclined | f.OfferLapsed):
            pending_seq = before.role(fact.role).offer_seq
            if pending_seq is not None:
                yield pending_seq


def _personal(before: Incident, after: Incident) -> Iterator[str]:
    """Whom to ask is looked up; who is asked by direct message reads there what became of it."""
    known = {offer.seq: offer for offer in before.personal_offers}
    for offer in after.personal_offers:
        was = known.get(offer.seq)
        if was is None and offer.ids:
            yield f"{e.GROUP}:{offer.seq}"
        yield from (f"{e.ASKED}:{offer.seq}:{person}" for person in offer.people if _reads_anew(was, offer, person))


def _reads_anew(was: PersonalOffer | None, offer: PersonalOffer, person: str) -> bool:
    """Who is asked is written to; what stands there is edited once it is over, even just before it stood."""
    if was is None or person not in was.people:
        return offer.asks(person)
    shown = (was.asks(person), was.outcome) if person in was.sent else (True, "")
    return person in offer.sent and (offer.asks(person), offer.outcome) != shown


def _looks_different(before: Incident, after: Incident, reminder: Reminder) -> bool:
    """A new reminder is sent; one that stands in Slack is edited once it is answered, even just before it stood.

    One about a task says how that stands, and one that asks for more once it is over says whether it still is.
    """
    known = next((r for r in before.reminders if r.seq == reminder.seq), None)
    if known is None:
        return True
    if reminder.delivered_at is None:
        return False
    if reminder.task and (before.task(reminder.task), before.is_open) != (after.task(reminder.task), after.is_open):
        return True
    if looking_back.has_closing(before, reminder) != looking_back.has_closing(after, reminder):
        return True
    asked = reminder.roles or reminder.customers or reminder.follow_ups
    shown = (asked, None, "") if known.delivered_at is None else (known.pending, known.answered_at, known.answer)
    return (reminder.pending, reminder.answered_at, reminder.answer) != shown


def _is_asked_otherwise(before: Incident, question: Question) -> bool:
    """A new question is sent; one that stands in Slack is edited once it has ended, even just before it stood."""
    known = next((q for q in before.questions if q.seq == question.seq), None)
    if known is None:
        return True
    shown = (None, "") if known.shown_at is None else (known.ended_at, known.answered_by)
    return question.shown_at is not None and (question.ended_at, question.answered_by) != shown


def _is_posted(before: Incident, after: Incident, written: Sequence[Entry], entry: Entry) -> bool:
    match entry.fact:
        case f.RoleTaken() as fact:
            opening = any(isinstance(other.fact, f.Opened) for other in written)
            return not opening and _is_news(before, fact)
        case f.RoleDeclined() as fact:
            return after.lead not in {None, fact.person} and before.role(fact.role).offered_to == fact.person
        case f.RolesDoubled(person=person):
            return after.lead not in {None, person}  # who took them reads it in the answer
        case f.RoleReleased():
            return not any(isinstance(other.fact, f.HolderGone) for other in written)  # which says it in its own words
        case f.Noted():
            return entry.message is None  # what was said in the channel needs no second copy beside it
        case f.TaskEnded(how=how):
            return how != "dropped"
        case f.IssueMoved(ours=True):
            return False  # who ended it here knows
        case f.FollowUpRaised() | f.FollowUpEnded() | f.FollowUpFiled() | f.IssueMoved():
            return not after.archived  # where nobody can write any more, the list tells it
        case f.HelpAnswered() as fact:
            return fact.can or help.is_last_no(after, fact.id)
        case f.Undelivered() as fact:
            return undelivered.told_to(before, after, fact) is not None
        case fact:
            return bool(row_of(fact).posted_to)


def _is_news(before: Incident, taken: f.RoleTaken) -> bool:
    """An accepted offer says so itself; a role that somebody loses, or that was never offered, is told."""
    role = before.role(taken.role)
    moved = role.holder not in {None, taken.person}
    return moved or role.offered_to != taken.person


def _post(before: Incident, after: Incident, entry: Entry) -> e.Post:
    row, values = row_of(entry.fact), values_of(after, entry)
    if row.posted_to == e.TO_PERSON:
        return e.Post(message=row.name, to=_reader(before, after, entry.fact), values=values)
    if isinstance(entry.fact, f.BriefMailed):
        return e.Post(message=row.name, to=f"{e.TO_MAIL}:{entry.fact.address}", values={**values, "seq": entry.seq})
    return e.Post(
        message=row.name,
        to=_place(entry.fact) if isinstance(entry.fact, f.BriefShared) else row.posted_to,
        values=values,
        shows_seq=entry.seq,
        also_in_channel=row.in_channel_too or _is_for_all(entry.fact),
    )


def _place(shared: f.BriefShared) -> str:
    """Slack's ids of people begin with U or W."""
    return f"{e.TO_PERSON if shared.place[:1] in {'U', 'W'} else e.TO_PLACE}:{shared.place}"


def _reader(before: Incident, after: Incident, fact: f.Fact) -> str:
    """Where what is told to one person alone goes: to the declarer, unless a rule knows better.

    That a holder is gone, or somebody declined, is the lead's to know; without a lead, everybody's. Whether somebody
    can help is for whoever needs it.
    """
    match fact:
        case f.Relieved(person=person):
            return f"{e.TO_PERSON}:{person}"
        case f.HolderGone() | f.RoleDeclined() | f.RolesDoubled():
            return e.TO_CHANNEL if after.lead is None else f"{e.TO_PERSON}:{after.lead}"
        case f.GoneDeaf():
            return f"{e.TO_PERSON}:{after.lead or after.declarer}"
        case f.HelpAnswered(id=name):
            asked = help.asked_by(after, name)
            return f"{e.TO_PERSON}:{asked[0].by if asked else after.declarer}"
        case f.Undelivered() as lost:
            return undelivered.told_to(before, after, lost) or f"{e.TO_PERSON}:{after.declarer}"
        case _:
            return f"{e.TO_PERSON}:{after.declarer}"


def _is_for_all(fact: f.Fact) -> bool:
    """A reply that everybody in the channel should meet for what it says: something is needed."""
    match fact:
        case f.Reported(needs=needs):
            return reports.states_any(needs)
        case f.NeedStated(executive=executive, for_roles=for_roles):
            return executive or bool(for_roles)
        case _:
            return False


def values_of(incident: Incident, entry: Entry) -> Mapping[str, e.Json]:
    """What the words of an entry are filled from: its fields, `by`, `at`, and what a reader needs beside them.

    `incident` holds the entry. Instants are ISO 8601 with offset, tuples are lists.
    """
    return {**_own_values(entry), **_context(incident, entry)}


_NO_TASK: Mapping[str, e.Json] = {"what": "", "person": "", "asker": ""}  # it was taken back, or its words removed


def _own_values(entry: Entry) -> dict[str, e.Json]:
    own = {field.name: _json(getattr(entry.fact, field.name)) for field in fields(entry.fact)}
    return {**own, "by": entry.by, "at": entry.at.isoformat()}


def _json(value: object) -> e.Json:
    match value:
        case None | str() | int() | float():
            return value
        case date():
            return value.isoformat()
        case tuple():
            return [_json(item) for item in value]
        case f.RoleTerms() | f.CadenceTerms() | f.Reckoned():
            return {field.name: _json(getattr(value, field.name)) for field in fields(value)}
        case _:
            raise TypeError(f"a fact holds no {type(value).__name__}")


def _context(incident: Incident, entry: Entry) -> Mapping[str, e.Json]:
    """What was so before the entry, and the words behind an id."""
    match entry.fact:
        case f.HypothesisJudged(id=name) | f.HypothesisConfirmed(id=name) | f.HypothesisRuledOut(id=name):
            hypothesis = incident.hypothesis(name)
            return {"hypothesis": hypothesis.text if hypothesis else ""}
        case f.UnknownAnswered(id=name):
            raised = [fact.what for _, fact in incident.of(f.UnknownRaised) if fact.id == name]
            return {"what": raised[-1] if raised else "", "corrected": _corrects(incident, entry)}
        case f.PlanStepped(plan=plan):
            standing = incident.plans.get(plan)
            return {"what": standing.what if standing else ""}
        case f.StatusSet():
            statuses = [fact.status for fact in _earlier(incident, entry, f.StatusSet)]
            return {"title": incident.title, "was": ["investigating", *statuses][-1]}
        case f.SeveritySet():
            opened = [fact.severity for fact in _earlier(incident, entry, f.Opened)]
            judged = [fact.severity for fact in _earlier(incident, entry, f.SeveritySet)]
            return {"title": incident.title, "was": [None, *opened, *judged][-1]}
        case f.TaskAnswered(id=name) | f.TaskEnded(id=name) | f.TaskReturned(id=name):
            task = incident.task(name)
            return {"what": task.what, "person": task.person, "asker": task.by} if task else _NO_TASK
        case f.FollowUpEnded() | f.FollowUpReturned() | f.FilingAsked() | f.FollowUpFiled() | f.IssueMoved() as fact:
            return _of_follow_up(incident, fact.id)
        case f.PlaybookWritten() | f.PlaybookUsed() | f.StepTicked():
            return checklists.behind(incident, entry)
        case f.HelpAnswered(id=name):
            asked = help.asked_by(incident, name)
            what, asker = (asked[1].what, asked[0].by) if asked else ("", "")
            return {"incident": incident.name, "what": what, "asker": asker}
        case f.ReviewAssigned():
            return {"incident": incident.name}
        case f.RoleDeclined() | f.ReadBack() | f.RolesDoubled() | f.GoneDeaf():
            return {"incident": incident.name}
        case f.Relieved():
            return {"incident": incident.name, "channel": incident.channel}
        case f.Redacted() as fact:
            places = dict.fromkeys((copy.place, copy.place_name) for copy in redaction.copies(incident, fact))
            copies: list[e.Json] = [{"place": place, "place_name": name} for place, name in places]
            return {
                "copies": copies,
                "mailed": [*redaction.mailed(incident, fact)],
                "filed": [*redaction.filed(incident, fact)],
            }
        case f.AlikeOpened():
            return {"incident": incident.name, "title": incident.title}
        case f.Snoozed(role=role):
            return {"times": incident.role(role).snoozed_times}
        case f.RoleTaken(role=role):
            return {"was_held_by": _held_before(incident, entry, role)}
        case f.HolderGone(person=person, why=why, customers=theirs):
            return {
                "uncared_for": [{"id": one.id, "name": one.name} for one in incident.customers if one.id in theirs],
                "unanswered": [
                    {"id": one.id, "what": one.what}
                    for one in unknowns.left_by(incident, person, why, before_seq=entry.seq)
                ],
                "incident": incident.name,
                "channel": incident.channel,
                "holders": _holders(incident, person),
                "asked": roles.next_lead(incident) or "",
                "offered_again": _offered_with(incident, entry),
            }
        case f.RoleReleased():
            return {"offered_again": _offered_with(incident, entry)}
        case f.NeedStated() as need:
            named = help.named_for(Case(incident, entry.at, entry.by), need)
            asks_more = any(one != entry.by for one in named)
            holders = _holders(incident, entry.by)
            return {"helpers": holders, "asks_more": asks_more, "corrected": _corrects(incident, entry)}
        case f.Invited():
            return {"title": incident.title, "channel": incident.channel, "channel_name": incident.channel_name}
        case f.BriefShared():
            return {"incident": incident.name, "private": incident.private}
        case f.BriefMailed():
            return {"incident": incident.name}
        case f.DeclaredPrivate() | f.PutAway():
            filed: list[e.Json] = [one.id for one in incident.follow_ups if one.is_filed]
            place: dict[str, e.Json] = {"channel": incident.channel, "channel_name": incident.channel_name}
            return {"incident": incident.name, **place, "filed": filed}
        case f.Undelivered() as fact:
            way = undelivered.way_of(incident, fact)
            about = {"incident": incident.name, "channel": incident.channel}
            is_gone = undelivered.is_about_the_person(fact)
            return {**about, **_of_issue(incident, way), "way": way, "person_is_gone": is_gone}
        case f.CustomerTold(id=name):
            return {"customer": next((c.name for c in incident.customers if c.id == name), "")}
        case f.Struck(seq=seq):
            struck = next((old for old in incident.struck if old.seq == seq), None)
            return {"record": name_of(type(struck.fact)), "words": _own_values(struck)} if struck else {}
        case f.Noted(corrects=corrects):
            return {"corrected": corrects is not None, "number": corrects or entry.seq}
        case _:
            return {"corrected": _corrects(incident, entry)} if subject_of(entry) is not None else {}


def _of_follow_up(incident: Incident, name: str) -> Mapping[str, e.Json]:
    """Nothing of one that was taken back."""
    one = incident.follow_up(name)
    told = {"text": one.text, "owner": one.owner or ""} if one else {"text": "", "owner": ""}
    return {**told, **_where_filed(one)}


def _where_filed(one: FollowUp | None) -> dict[str, e.Json]:
    issue = one.issue if one else None
    return {"stands_as": issue.name if issue else "", "stands_url": issue.url if issue else ""}


def _of_issue(incident: Incident, way: str) -> Mapping[str, e.Json]:
    """Of the way into the tracker, where the issue stands, if it does, and whether words of it were removed here."""
    kind, _, name = way.partition(":")
    one = incident.follow_up(name)
    return {} if kind != e.ISSUE else {**_where_filed(one), "lost_words": one is not None and redaction.is_in(one)}


def _holders(incident: Incident, but: str) -> list[e.Json]:
    """Who else has a duty here, as {role, person}."""
    return [{"role": r.name, "person": r.holder} for r in incident.roles.values() if r.holder not in {None, but}]


def _offered_with(incident: Incident, entry: Entry) -> list[e.Json]:
    """The roles of which those whom the house names were asked by the same happening."""
    return [fact.role for other, fact in incident.of(f.GroupOffered) if other.cause == entry.cause]


def _corrects(incident: Incident, entry: Entry) -> bool:
    """Whether something was said about the same before."""
    earlier = (old for old, _ in incident.of(type(entry.fact)) if old.seq < entry.seq)
    return any(subject_of(old) == subject_of(entry) for old in earlier)


def _earlier(incident: Incident, entry: Entry, kind: type[F]) -> list[F]:
    return [fact for old, fact in incident.of(kind) if old.seq < entry.seq]


def _held_before(incident: Incident, entry: Entry, role: str) -> str | None:
    holder = None
    for old in incident.entries:
        match old.fact:
            case f.RoleTaken(role=name, person=person) if name == role and old.seq < entry.seq:
                holder = person
            case f.RoleReleased(role=name) if name == role and old.seq < entry.seq:
                holder = None
    return holder
