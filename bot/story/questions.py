"""The question-and-answer sheet for whoever presents the brief: the executive's questions, answered from the record.

Law: an answer is a sentence of the brief or a record; where there is neither, the question is marked open.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.incident.state import Incident
from bot.story.brief import Brief
from bot.story.keytimes import moments
from bot.story.sentences import Sentence

# The five that are always asked come first, in the order in which they are asked.
FROM_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "what_happened": ("summary",),
    "what_caused_it": ("cause",),
    "how_fixed": ("fix",),
    "how_prevented": ("prevention",),
    "how_risky": ("risk",),
    "who_is_affected": ("customers",),
    "how_much_money": ("revenue",),
}


@dataclass(frozen=True, slots=True)
class Answered:
    """`question` names its wording; `sentences` answer it in order. None of them means that it is open."""

    question: str
    sentences: tuple[Sentence, ...]


def of(brief: Brief, incident: Incident) -> tuple[Answered, ...]:
    """The sheet for a brief of this incident."""
    sections = {section.name: section.sentences for section in brief.sections}
    told = tuple(
        Answered(question, tuple(sentence for name in names for sentence in sections[name]))
        for question, names in FROM_SECTIONS.items()
    )
    return (
        *told,
        Answered("is_data_lost", ()),
        Answered("when_over", _pick(sections["fix"], "plan_a_takes", "plan_b", "fix_applied")),
        Answered("right_people", _team(incident)),
        Answered("what_do_you_need", _pick(sections["summary"], "decision", "decision_none")),
        Answered("why_not_seen_first", _detected(incident)),
        Answered("who_did_it", (Sentence("answer_process"),)),
        Answered("what_do_we_tell", _pick(sections["customers"], "contact")),
        Answered("how_sure", _pick(sections["cause"], "cause_confirmed", "cause_believed", "not_confirmed")),
        Answered("so_severe", (Sentence("answer_severity", {"severity": incident.severity}),)),
        Answered("happened_before", ()),
        Answered("must_we_notify", (Sentence("answer_ask_legal"),)),
    )


def _pick(sentences: tuple[Sentence, ...], *words_ids: str) -> tuple[Sentence, ...]:
    return tuple(sentence for sentence in sentences if sentence.words_id in words_ids)


def _team(incident: Incident) -> tuple[Sentence, ...]:
    held = tuple((role.name, role.holder) for role in incident.roles.values() if role.holder)
    return (Sentence("answer_team", {"held": held}),) if held else ()


def _detected(incident: Incident) -> tuple[Sentence, ...]:
    found = moments(incident).get("detected")
    if found is None:
        return ()
    return (Sentence("answer_detected", {"at": found.time, "source": found.source}, (found.seq,)),)
