"""Corrections: what is said anew about something that is on record already, under the id that it has.

Law: both stay. The first words keep their hour, the new ones have their own, and nothing is written twice.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.incident.effect_rules import values_of
from bot.incident.effects import Json
from bot.incident.errors import Refused
from bot.incident.facts import Fact, Reported
from bot.incident.logbook import At, Entry, Saying
from bot.incident.records import UNDO_MIN
from bot.incident.state import Case, Incident
from bot.incident.vocabulary import RECORDS, name_of, row_of


def instead(case: Case, written: Sequence[Entry], sayings: Sequence[Saying]) -> list[Saying]:
    """The sayings in place of what was written by the same message; none where they say the same again.

    Refuses `edit_not_followed` where no record of that kind puts another right.
    """
    if len(written) != len(sayings):
        raise not_followed(case, written)
    corrected = [_under(case, written, entry.fact, saying) for entry, saying in zip(written, sayings, strict=True)]
    return [] if [_fact(one) for one in corrected] == [entry.fact for entry in written] else corrected


def not_followed(case: Case, written: Sequence[Entry]) -> Refused:
    """An edit that changes nothing on record: what stands there is told, and whether `undo` reaches it."""
    records = [entry for entry in written if isinstance(entry.fact, RECORDS)]
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


def _under(case: Case, written: Sequence[Entry], old: Fact, saying: Saying) -> Saying:
    """The saying under the id of the old record, which it has to be about."""
    new = _fact(saying)
    subject = "role" if isinstance(old, Reported) else row_of(old).subject
    if type(new) is not type(old) or not subject:
        raise not_followed(case, written)
    if subject == "id":
        new = replace(new, **{subject: getattr(old, subject)})
    if getattr(new, subject) != getattr(old, subject):
        raise not_followed(case, written)
    return At(saying.at, new) if isinstance(saying, At) else new


def _fact(saying: Saying) -> Fact:
    return saying.fact if isinstance(saying, At) else saying
