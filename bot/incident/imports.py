"""What is read out of an export becomes an incident that is over.

Law: only what the export says is written, at the hour that it says. No role, no severity and no key time is made up.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.incident.facts import Imported, Joined, Left
from bot.incident.logbook import At, Saying
from bot.incident.state import Case


def bring_in(case: Case, *, told: Imported, moves: Sequence[tuple[datetime, Joined | Left]]) -> list[Saying]:
    """The channel as the export has it, with who came and went when; of a second export only what is new in it.

    The title that it was given first stays: another one is `title`'s to set.
    """
    before, known = case.incident.imported, {(entry.at, fact) for entry, fact in case.incident.of(Joined, Left)}
    told = told if before is None else replace(told, title=before.title)
    said: list[Saying] = [] if before == told else [At(told.until_at, told)]
    return [*said, *(At(at, fact) for at, fact in moves if (at, fact) not in known)]
