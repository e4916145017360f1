"""Help: whoever cannot do their duty alone asks for it, and who could give it is asked, each once.

Those are whoever has a duty here, and whom the house offers the role in question.

Law: a yes ends the asking. It takes no duty from anybody, and a no is told to nobody but when it is the last.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.incident import checks, members
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import Entry, Saying
from bot.incident.matters import Matter
from bot.incident.policy import is_group
from bot.incident.state import Case, Incident

ASKED_WITHIN = timedelta(minutes=30)  # who hears of it later hears that somebody needed help, and is of none


def helpers(incident: Incident, asker: str) -> tuple[str, ...]:
    """Who else has a duty here, in the order of the roles, the lead among them."""
    holders = (role.holder for role in incident.roles.values() if role.holder not in {None, asker})
    return tuple(dict.fromkeys(person for person in holders if person))


def named_for(case: Case, need: f.NeedStated) -> tuple[str, ...]:
    """Whom the house offers these roles to, people and user groups; nobody is told of a private incident so."""
    named = (one for role in need.for_roles for one in case.policy.offered_to.get(role, ()))
    return () if case.incident.private else tuple(dict.fromkeys(named))


def among(case: Case, matter: Matter) -> Sequence[str]:
    """Who could help of whom the matter names: of a user group, those who were not asked yet."""
    if not is_group(matter.person):
        is_named = matter.person not in case.incident.members
        return (matter.person,) if not is_named or members.can_answer(case, matter.person) else ()
    asked = asked_by(case.incident, matter.about)
    told = {r.person for r in case.incident.reminders if (r.rung, r.about) == ("help", matter.about) and not r.dropped}
    out = told | ({asked[0].by, *helpers(case.incident, asked[0].by)} if asked else set())
    return [person for person in case.groups.get(matter.person, ()) if person not in out]


def matters(case: Case) -> Iterator[Matter]:
    """Each who could help is asked as soon as somebody says that they need it."""
    incident = case.incident
    for entry, need in incident.latest(f.NeedStated):
        is_new = case.now <= entry.at + ASKED_WITHIN
        if need.for_roles and incident.is_open and is_new and not _found(incident, need.id):
            could = (*helpers(incident, entry.by), *named_for(case, need))
            for person in (one for one in dict.fromkeys(could) if one != entry.by):
                yield Matter(at=entry.at, person=person, due_at=entry.at, since=entry.at, about=need.id)


def answer(case: Case, *, need: str, can: bool) -> list[Saying]:
    """Whoever was asked says whether they can. Refuses `help_over`, once somebody can or nobody needs it any more.

    Whoever can and is not in the channel is invited.
    """
    checks.not_closed(case)
    asked = asked_by(case.incident, need)
    mine = [fact for entry, fact in case.incident.of(f.HelpAnswered) if (entry.by, fact.id) == (case.by, need)]
    if asked is None or _found(case.incident, need) or mine or not case.incident.is_open:
        raise Refused("help_over", incident=case.incident.name)
    comes_in = [f.Invited(person=case.by)] if can and case.by not in case.incident.members else []
    return [f.HelpAnswered(id=need, can=can), *comes_in]


def asked_by(incident: Incident, need: str) -> tuple[Entry, f.NeedStated] | None:
    """The need of this id, with the entry of whoever stated it."""
    return next(((entry, fact) for entry, fact in incident.latest(f.NeedStated) if fact.id == need), None)


def is_last_no(incident: Incident, need: str) -> bool:
    """Whether everybody who was asked has said no."""
    asked = {r.person for r in incident.reminders if (r.rung, r.about) == ("help", need) and not r.dropped}
    said_no = {entry.by for entry, fact in incident.of(f.HelpAnswered) if fact.id == need and not fact.can}
    return bool(asked) and asked <= said_no


def _found(incident: Incident, need: str) -> bool:
    return any(fact.id == need and fact.can for _, fact in incident.of(f.HelpAnswered))
