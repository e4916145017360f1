"""Sharing: the executive brief goes to a channel, a person or an e-mail address, as it was known at one instant.

Law: what was sent changes only when words are removed from the record for good, and one question is answered by
sending at most once. By e-mail it goes to nobody but those whose domain the house named.
"""

from collections.abc import Collection
from datetime import datetime

from bot.incident import checks
from bot.incident.errors import Refused
from bot.incident.facts import BriefMailed, BriefShared
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
    _require_unanswered(case, question)
    return [BriefShared(place=place, place_name=place_name, as_of=known_at or case.now, question=question)]


def require_may_mail(case: Case, *, address: str, domains: Collection[str]) -> None:
    """As of a public place, for whoever reads it there nobody knows; and only to a domain that the house named.

    Refuses `no_mail` where it named none, `mail_domain_closed`, and what `require_may_share` refuses.
    """
    require_may_share(case, is_private_place=False)
    if not domains:
        raise Refused("no_mail", incident=case.incident.name)
    if not may_be_mailed(address, domains):
        raise Refused("mail_domain_closed", address=address, domains=", ".join(sorted(domains)))


def may_be_mailed(address: str, domains: Collection[str]) -> bool:
    """Whether the house named the domain behind the @; what lies below it is another."""
    return address.rpartition("@")[2].lower() in domains


def mail(
    case: Case, *, address: str, domains: Collection[str], question: str, known_at: datetime | None = None
) -> list[Saying]:
    """Send it by e-mail once for each `question`, as `share` does.

    Refuses `shared_already`, and what `require_may_mail` refuses.
    """
    require_may_mail(case, address=address, domains=domains)
    _require_unanswered(case, question)
    as_of = known_at or case.now
    return [BriefMailed(address=address, as_of=as_of, question=question, private=case.incident.private)]


def _require_unanswered(case: Case, question: str) -> None:
    shared = {fact.question for _, fact in case.incident.of(BriefShared)}
    if question in shared | {fact.question for _, fact in case.incident.of(BriefMailed)}:
        raise Refused("shared_already", incident=case.incident.name)
