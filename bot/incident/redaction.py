"""Redaction: words that must not stay are taken out of the record for good, by somebody, for a reason, and openly.

Law: words go and nothing else does. What an entry says of rights, states, ids and times stays, written anew in the
entry that says who removed its words, when and why.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.incident import checks
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import Entry, Saying
from bot.incident.parts import FollowUp
from bot.incident.state import Case, Incident
from bot.incident.vocabulary import kinds, row_of

REMOVED = "[removed]"  # what stands in every reading where the words were
_TITLED = f.Opened | f.Imported | f.TitleSet
_WITH_WORDS = kinds(lambda row: bool(row.typed))


def redact(case: Case, *, called: str, why: str) -> list[Saying]:
    """Take the words out of the record of this id (`H2`, `C1`) or number (`#17`), in all its wordings.

    Lead or declarer, also of a closed incident. Refuses `lead_or_declarer_only`, `reason_missing`, `no_such_words`,
    `words_gone`.
    """
    checks.require(case, "redact")
    reason = checks.some_words(why, otherwise="reason_missing")
    found = _called(case.incident, called)
    if not found:
        raise Refused("no_such_words", called=called.strip())
    left = [entry for entry in found if words_of(entry.fact) - {REMOVED}]
    if not left:
        raise Refused("words_gone", called=called.strip())
    return [f.Redacted(seq=entry.seq, why=reason) for entry in left]


def _called(incident: Incident, called: str) -> list[Entry]:
    key = re.sub(r"[#\s-]", "", called).upper()
    about = [entry for entry in incident.logbook if type(entry.fact) in _WITH_WORDS]
    by_id = [entry for entry in about if getattr(entry.fact, "id", None) == key]
    return by_id or [e for e in about if key in {str(e.seq), str(getattr(e.fact, "corrects", None))}]


def emptied(fact: f.Fact) -> f.Fact:
    """The fact without a word that somebody typed. An address is no longer one."""
    row = row_of(fact)
    gone: dict[str, Any] = {name: "" if name == "url" else REMOVED for name in row.typed if getattr(fact, name)}
    return replace(fact, **gone)


def words_of(fact: f.Fact) -> frozenset[str]:
    """Every text that somebody typed into the fact."""
    return frozenset(filter(None, (getattr(fact, name) for name in row_of(fact).typed)))


def retold(incident: Incident, redacted: f.Redacted) -> Iterator[int]:
    """The entries whose message may repeat the removed words, by seq.

    The one itself, those about the same, and the briefs that were shared when it was known.
    """
    about = next((entry for entry in incident.logbook if entry.seq == redacted.seq), None)
    record_id = getattr(about.fact, "id", None) if about else None
    for entry in incident.logbook:
        is_about_it = record_id is not None and getattr(entry.fact, "id", None) == record_id
        takes_it_back = isinstance(entry.fact, f.Struck) and entry.fact.seq == redacted.seq
        if entry.seq == redacted.seq or is_about_it or takes_it_back or (about and _may_hold(entry.fact, about)):
            yield entry.seq


def copies(incident: Incident, redacted: f.Redacted) -> list[f.BriefShared]:
    """The briefs that were shared, stand in Slack, and may repeat the removed words."""
    seqs = incident.shown.keys() & set(retold(incident, redacted))
    return [fact for entry, fact in incident.of(f.BriefShared) if entry.seq in seqs]


def mailed(incident: Incident, redacted: f.Redacted) -> list[str]:
    """The e-mail addresses to which a brief went that may hold the removed words, and cannot be taken back."""
    seqs = set(retold(incident, redacted))
    sent = (fact.address for entry, fact in incident.of(f.BriefMailed) if entry.seq in seqs)
    return [address for address in dict.fromkeys(sent) if address != REMOVED]


def is_in(one: FollowUp) -> bool:
    """Whether words of this follow-up were removed."""
    return any(REMOVED in words for words in (one.text, one.words))


def filed(incident: Incident, redacted: f.Redacted) -> list[str]:
    """Where issues stand, outside Slack, that held the removed words: a follow-up's, or the incident's title."""
    about = next((entry.fact for entry in incident.logbook if entry.seq == redacted.seq), None)
    filed = [fact for _, fact in incident.of(f.FollowUpFiled)]
    if isinstance(about, f.FollowUpRaised | f.FollowUpEnded):
        filed = [fact for fact in filed if fact.id == about.id]
    elif not isinstance(about, _TITLED):
        filed = []
    return [fact.url or fact.issue for fact in filed]


def lost_words(incident: Incident, seq: int) -> bool:
    """Whether the message of this entry may have been on its way with words that were removed just then."""
    removals = (fact for entry, fact in incident.of(f.Redacted) if entry.seq > seq)
    return any(seq in retold(incident, redacted) for redacted in removals)


def _may_hold(fact: f.Fact, about: Entry) -> bool:
    return isinstance(fact, f.BriefShared | f.BriefMailed) and about.recorded_at <= fact.as_of
