"""What is read out of an export becomes an incident that is over.

Law: only what the export says is written, at the hour that it says. No role, no severity and no key time is made up.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.incident.facts import CompiledConfirmed, Imported, Joined, Left, QuestionAsked
from bot.incident.logbook import At, Saying
from bot.incident.state import Case


def bring_in(
    case: Case, *, told: Imported, moves: Sequence[tuple[datetime, Joined | Left]], asks: str = ""
) -> list[Saying]:
    """The channel as the export has it, with who came and went when; of a second export only what is new in it.

    The title that it was given first stays: another one is `title`'s to set. Whoever is named is asked once to confirm
    what was compiled, unless somebody was, or did.
    """
    before, known = case.incident.imported, {(entry.at, fact) for entry, fact in case.incident.of(Joined, Left)}
    told = told if before is None else replace(told, title=before.title)
    said: list[Saying] = [] if before == told else [At(told.until_at, told)]
    said += [At(at, fact) for at, fact in moves if (at, fact) not in known]
    is_known = any(question.name == "form" for question in case.incident.questions)
    if not asks or is_known or case.incident.of(CompiledConfirmed):
        return said
    return [*said, QuestionAsked(question="form", person=asks, due_at=case.now)]
