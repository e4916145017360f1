"""Corrections: what is said anew about something that is on record already, under the id that it has.

Law: both stay. The first words keep their hour, the new ones have their own, and nothing is written twice.
"""

import re
from collections.abc import Sequence
from dataclasses import MISSING, Field, fields, replace
from datetime import timedelta

from bot.incident.effect_rules import values_of
from bot.incident.effects import Json
from bot.incident.errors import Refused
from bot.incident.facts import (
    CustomerTold,
    Fact,
    FilingAsked,
    HypothesisConfirmed,
    HypothesisJudged,
    HypothesisRuledOut,
    Noted,
    Reported,
    Struck,
)
from bot.incident.logbook import At, Entry, From, Saying, fact_of
from bot.incident.records import UNDO_MIN
from bot.incident.replay import replay
from bot.incident.state import Case, Incident
from bot.incident.vocabulary import RECORDS, kinds, name_of, row_of, subject_of

# What has an id of its own, or is known by the number of its entry, can be named and said anew.
FIXABLE = kinds(lambda row: row.subject in {"id", "corrects"})
# What happened once has no id of its own: said anew beside the first, a customer would have been told twice and a
# hypothesis been settled twice. So an edit strikes the first words, and the new ones stand at the hour of the first.
HAPPENED_ONCE = CustomerTold | HypothesisJudged | HypothesisConfirmed | HypothesisRuledOut
# A figure that is put right brings all of its own, half of it would be the old one's; a likelihood is judged anew.
_NEVER_KEPT = {"low", "high", "words", "source", "likelihood"}


def record_called(incident: Incident, called: str) -> Entry:
    """The record of this id (`H2`, `C1`) or number (`#17`), as it was worded last.

    Refuses `unknown_record`, `record_struck`, and `fixed_otherwise` for a record that is put right in another way.
    """
    key = re.sub(r"[#\s-]", "", called).upper()
    by_id = [e for e in incident.logbook if type(e.fact) in FIXABLE and getattr(e.fact, "id", None) == key]
    by_number = [e for e in incident.logbook if key in {str(e.seq), str(getattr(e.fact, "corrects", None))}]
    found = by_id or by_number
    if not found:
        raise Refused("unknown_record", called=f"#{key}" if key.isdecimal() else key, known=_known(incident))
    struck = {entry.seq for entry in incident.struck}
    if all(entry.seq in struck for entry in found):
        raise Refused("record_struck", called=f"#{key}" if key.isdecimal() else key, **in_words(incident, found[-1]))
    standing = next(entry for entry in reversed(found) if entry.seq not in struck)
    if type(standing.fact) not in FIXABLE:
        raise Refused("fixed_otherwise", number=standing.seq, record=name_of(type(standing.fact)))
    return next(e for e in reversed(incident.entries) if subject_of(e) == subject_of(standing))


def _known(incident: Incident) -> list[Json]:
    """The ids and numbers that there are, each once."""
    found = [e for e in incident.entries if type(e.fact) in FIXABLE]
    return list(dict.fromkeys(getattr(e.fact, "id", f"#{getattr(e.fact, 'corrects', 0) or e.seq}") for e in found))


def unsaid(case: Case) -> Case:
    """The case as it would be without what an edit says anew: a hypothesis that it settled is open again."""
    once = {entry.seq for entry in case.corrects if isinstance(entry.fact, HAPPENED_ONCE)}
    if not once:
        return case
    incident = case.incident
    before = replay(incident.number, [entry for entry in incident.logbook if entry.seq not in once])
    return replace(case, incident=replace(before, last_seq=incident.last_seq))


def instead(
    case: Case, written: Sequence[Entry], sayings: Sequence[Saying], *, words_alone: bool = False
) -> list[Saying]:
    """The sayings in place of what is on record; none where they say the same again.

    With `words_alone` what they do not say (an owner, a deadline) stays as it was. Where no record of that kind puts
    another right, refuses `not_its_kind` then, and else `edit_not_followed`.
    """
    written = [entry for entry in written if not isinstance(entry.fact, Struck | FilingAsked)]
    pairs = list(zip(written, sayings, strict=False))
    if len(written) != len(sayings) or not all(_is_about(entry.fact, fact_of(saying)) for entry, saying in pairs):
        raise _not_its_kind(case, written) if words_alone else not_followed(case, written)
    corrected = [_under(entry, saying) for entry, saying in pairs]
    if words_alone:
        corrected = [_kept(entry.fact, saying) for entry, saying in zip(written, corrected, strict=True)]
    if _say_the_same(corrected, written):
        return []
    put_right = zip(written, corrected, strict=True)
    return [each for entry, saying in put_right for each in _in_place_of(entry, saying)]


def _in_place_of(old: Entry, saying: Saying) -> list[Saying]:
    if not isinstance(old.fact, HAPPENED_ONCE):
        return [saying]
    return [Struck(seq=old.seq), At(old.at, fact_of(saying))]


def _say_the_same(corrected: Sequence[Saying], written: Sequence[Entry]) -> bool:
    """Whether nothing is new, neither words nor the time of a note; which one a note puts right is no news."""
    moved = any(
        isinstance(one, At) and isinstance(one.fact, Noted) and one.at != entry.at
        for one, entry in zip(corrected, written, strict=True)
    )
    return not moved and [_content(fact_of(one)) for one in corrected] == [_content(entry.fact) for entry in written]


def _content(fact: Fact) -> Fact:
    return replace(fact, corrects=None) if isinstance(fact, Noted) else fact


def not_followed(case: Case, written: Sequence[Entry]) -> Refused:
    """An edit that changes nothing on record: what stands there is told, and whether `undo` reaches it."""
    records = [entry for entry in written if type(entry.fact) in RECORDS]
    since = case.now - timedelta(minutes=UNDO_MIN)
    return Refused(
        "edit_not_followed",
        incident=case.incident.name,
        standing=[in_words(case.incident, entry) for entry in records],
        undo=any(entry.recorded_at >= since for entry in records),
    )


def in_words(incident: Incident, entry: Entry) -> dict[str, Json]:
    """A record by its name, with what its words are filled from."""
    return {"record": name_of(type(entry.fact)), "words": dict(values_of(incident, entry))}


def _not_its_kind(case: Case, written: Sequence[Entry]) -> Refused:
    """Words that are no record of the kind that was named."""
    return Refused("not_its_kind", **in_words(case.incident, written[0]))


def _subject(fact: Fact) -> str:
    """The field that says what it is about, also of what an edit puts right though a later record would not."""
    if isinstance(fact, HAPPENED_ONCE):
        return "id"
    return "role" if isinstance(fact, Reported) else row_of(fact).subject


def _is_about(old: Fact, new: Fact) -> bool:
    """Whether the new one can stand for the old: ids are given out here, what people name has to be the same."""
    if row_of(new) is not row_of(old):
        return False
    subject = _subject(old)
    is_given = subject in {"id", "corrects"} and not isinstance(old, HAPPENED_ONCE)
    return is_given or (bool(subject) and getattr(new, subject) == getattr(old, subject))


def _under(old: Entry, saying: Saying) -> Saying:
    """The saying under the id of the old record."""
    new = fact_of(saying)
    if isinstance(new, Noted):
        return _with_fact(saying, replace(new, corrects=getattr(old.fact, "corrects", None) or old.seq))
    subject = _subject(old.fact)
    return _with_fact(saying, replace(new, **{subject: getattr(old.fact, subject)}))


def _kept(old: Fact, saying: Saying) -> Saying:
    """The saying with what it leaves out as it was."""
    new = fact_of(saying)
    unsaid = (
        field.name for field in fields(new) if _may_be_left_out(field) and getattr(new, field.name) == field.default
    )
    return _with_fact(saying, replace(new, **{name: getattr(old, name) for name in unsaid}))


def _may_be_left_out(field: Field[object]) -> bool:
    return field.default is not MISSING and field.name not in _NEVER_KEPT


def _with_fact(saying: Saying, fact: Fact) -> Saying:
    return replace(saying, fact=fact) if isinstance(saying, At | From) else fact
