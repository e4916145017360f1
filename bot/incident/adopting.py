"""A channel that is already there becomes an incident's, with what was said in it before.

Law: the incident begins when it is adopted, and so does every clock; of what was said before, the words are kept and
nothing is asked. The channel stays people's own: it keeps its name and its topic, and is archived only by their word.
"""

from datetime import datetime

from bot.incident.facts import CompiledConfirmed, HistoryPartlyRead, HistoryRead, QuestionAsked
from bot.incident.logbook import Saying
from bot.incident.state import Case, Incident

MESSAGES_MAX = 10_000  # read back; a summary of so many is promised within two seconds (benchmarks/)


def is_to_be_read(incident: Incident) -> bool:
    """Whether some of what was said in its channel before is still to be read."""
    return incident.adopted and not isinstance(incident.history, HistoryRead)


def read_so_far(case: Case, *, from_at: datetime, messages: int) -> list[Saying]:
    """Nothing when somebody else has read as far, or to the end."""
    known = case.incident.history
    if not is_to_be_read(case.incident) or (known is not None and known.from_at <= from_at):
        return []
    return [HistoryPartlyRead(from_at=from_at, messages=messages)]


def read_through(case: Case, *, from_at: datetime, messages: int, more: bool) -> list[Saying]:
    """Nothing when it was read to the end before. Of one that is over, its lead is asked what was compiled by then."""
    incident = case.incident
    if not is_to_be_read(incident):
        return []
    asked = QuestionAsked(question="form", person=incident.lead or incident.declarer, due_at=case.now)
    is_to_ask = incident.put_down_later and not incident.of(CompiledConfirmed)
    return [HistoryRead(from_at=from_at, messages=messages, more=more), *([asked] if is_to_ask else [])]
