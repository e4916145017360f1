"""What a delivered effect settles, as facts.

Law: no rule may refuse these facts: what stands in Slack stands there.
"""

from bot.incident import effects as e
from bot.incident import facts as f
from bot.incident import members
from bot.incident.deliveries import Delivered
from bot.incident.effects import Surface
from bot.incident.state import Incident


def post_facts(shows_seq: int | None, delivered: Delivered) -> tuple[f.Fact, ...]:
    """The entry that a post shows can from now on be read there."""
    if shows_seq is None:
        return ()
    return (f.Shown(shows_seq=shows_seq, channel=delivered.channel, ts=delivered.ts, thread_ts=delivered.thread_ts),)


def surface_facts(incident: Incident, surface: Surface, delivered: Delivered) -> tuple[f.Fact, ...]:
    """What the first showing of a surface settles; showing it again settles nothing new, unless it stands elsewhere."""
    match surface.kind:
        case e.CHANNEL if not incident.channel:
            return (f.ChannelReady(channel=delivered.channel, name=delivered.name),)
        case e.INVITE if surface.subject not in incident.members and not delivered.dropped:
            is_gone_again = not members.is_wanted_in(incident, surface.subject)
            return () if is_gone_again else (f.Joined(person=surface.subject),)
        case e.CATCHUP if delivered.ts and surface.subject not in incident.caught_up:
            return (f.CaughtUp(person=surface.subject),)
        case e.CARD if incident.card_ts != delivered.ts:
            return (f.CardPosted(ts=delivered.ts),)
        case e.SUMMARY if incident.summary_ts != delivered.ts:
            return (f.SummaryPosted(ts=delivered.ts),)
        case e.CANVAS:
            return _canvas(incident, delivered)
        case e.ANNOUNCEMENT if delivered.ts and (incident.announced is None or incident.announced.ts != delivered.ts):
            return (f.Announced(channel=delivered.channel, ts=delivered.ts),)
        case e.OFFER if any(str(o.seq) == surface.subject and not o.ts for o in incident.offers):
            return (f.OfferShown(offer_seq=int(surface.subject), ts=delivered.ts),)
        case e.GROUP:
            return _group(incident, int(surface.subject), delivered)
        case e.ASKED if delivered.ts:
            seq, _, person = surface.subject.partition(":")
            return _sent(incident, int(seq), person, delivered)
        case e.CHECKLIST if delivered.ts and int(surface.subject) not in incident.shown:
            return post_facts(int(surface.subject), delivered)
        case e.REMINDER:
            return _reminder(incident, int(surface.subject), delivered)
        case e.QUESTION:
            return _question(incident, int(surface.subject), delivered)
        case e.ISSUE:
            return _issue(incident, surface.subject, delivered)
    return ()


def _issue(incident: Incident, name: str, delivered: Delivered) -> tuple[f.Fact, ...]:
    """That it stands in the tracker, or that we moved it there."""
    one = incident.follow_up(name)
    if delivered.issue and (one is None or not one.is_filed):
        told = {"issue": delivered.issue, "url": delivered.url, "status_url": delivered.status_url}
        return (f.FollowUpFiled(id=name, **told, as_of=delivered.as_of),)
    if delivered.issue_is and one is not None and one.issue is not None:
        how: f.FollowUpEnd = one.outcome or "done"
        return (f.IssueMoved(id=name, to=delivered.issue_is, how=how, ours=True, as_of=delivered.as_of),)
    return ()


def _canvas(incident: Incident, delivered: Delivered) -> tuple[f.Fact, ...]:
    """Where it is for the first time; one that stood there and was dropped was taken away from us."""
    if delivered.dropped:
        return () if incident.canvas_lost else (f.CanvasLost(why=delivered.dropped),)
    return () if delivered.ts in {"", incident.canvas} else (f.CanvasMade(canvas=delivered.ts),)


def _group(incident: Incident, seq: int, delivered: Delivered) -> tuple[f.Fact, ...]:
    offer = next((o for o in incident.personal_offers if o.seq == seq), None)
    if offer is None or offer.asked_at is not None or not offer.is_open or delivered.dropped:
        return ()
    return (f.GroupAsked(offer_seq=seq, people=delivered.people, more=delivered.more, unread=delivered.unread),)


def _sent(incident: Incident, seq: int, person: str, delivered: Delivered) -> tuple[f.Fact, ...]:
    offer = next((o for o in incident.personal_offers if o.seq == seq), None)
    if offer is None or person in offer.sent:
        return ()
    return (f.OfferSent(offer_seq=seq, person=person, channel=delivered.channel, ts=delivered.ts),)


def _reminder(incident: Incident, seq: int, delivered: Delivered) -> tuple[f.Fact, ...]:
    reminder = next((r for r in incident.reminders if r.seq == seq), None)
    if reminder is None or reminder.delivered_at is not None or reminder.dropped:
        return ()
    if delivered.dropped:
        return (f.ReminderDropped(reminder_seq=seq, why=delivered.dropped),)
    return (f.ReminderDelivered(reminder_seq=seq, channel=delivered.channel, ts=delivered.ts),)


def _question(incident: Incident, seq: int, delivered: Delivered) -> tuple[f.Fact, ...]:
    asked = next((q for q in incident.questions if q.seq == seq), None)
    if asked is None or asked.shown_at is not None:
        return ()
    if delivered.dropped:
        return (f.QuestionEnded(asked_seq=seq, why="not needed"),) if asked.is_open else ()
    return (f.QuestionShown(asked_seq=seq, channel=delivered.channel, ts=delivered.ts),)
