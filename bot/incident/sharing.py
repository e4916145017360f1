"""Sharing: the executive brief goes to a channel or a person, as it was known at one instant.

Law: what was sent changes only when words are removed from the record for good, and one question is answered by
sending at most once.
"""

from datetime import datetime

from bot.incident import checks
from bot.incident.errors import Refused
from bot.incident.facts import BriefShared
from bot.incident.logbook import Saying
from bot.incident.state import Case


def require_may_share(case: Case, *, is_private_place: bool) -> None:
    """Lead or declarer share it; a private one in a public place the lead alone.

    Refuses `lead_or_declarer_only` (or `not_open_to_you`), `private_shared_by_lead_only`.
    """
    checks.require(case, "share")
    if case.incident.private and not is_private_place and not checks.leads(case):
        raise Refused("private_shared_by_lead_only", incident=case.incident.name, lead=case.incident.lead or "")


def share(  # noqa: PLR0913 - where to, and what its sharer was told of it
    case: Case,
    *,
    place: str,
    place_name: str,
    is_private_place: bool,
    question: str,
    known_at: datetime | None = None,
) -> list[Saying]:
    """Send it once for each `question`, the happening in which it was asked who is to read it.

    Refuses `shared_already`, and what `require_may_share` refuses.
    """
    require_may_share(case, is_private_place=is_private_place)
    if any(fact.question == question for _, fact in case.incident.of(BriefShared)):
        raise Refused("shared_already", incident=case.incident.name)
    return [BriefShared(place=place, place_name=place_name, as_of=known_at or case.now, question=question)]
