"""Prompts of the lead, and past incidents: what people want to be offered unasked, and what not."""

from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.folding.reminders import settled
from bot.incident.logbook import Entry
from bot.incident.state import Incident

PromptFact: TypeAlias = f.PromptSwitchedOff | f.PastWeighed | f.CadenceSlowed


def fold(incident: Incident, entry: Entry, fact: PromptFact) -> Incident:
    match fact:
        case f.PromptSwitchedOff(prompt=prompt):
            return _switched_off(incident, entry, prompt)
        case f.PastWeighed(past=past, helped=helped):
            return replace(incident, pasts={**incident.pasts, past: helped})
        case f.CadenceSlowed(times=times):
            return replace(_slowed(incident, entry, "slower" if times > 1 else "as agreed"), slower=times)


def _switched_off(incident: Incident, entry: Entry, prompt: str) -> Incident:
    off = replace(incident, prompts_off=incident.prompts_off | {prompt})
    for about in {r.about for r in incident.reminders if r.about.partition(" ")[0] == prompt}:
        off = settled(off, entry, "prompt", about, "off")
    return off


def _slowed(incident: Incident, entry: Entry, answer: str) -> Incident:
    """What stands in Slack says which clocks run, also when that is taken back."""
    reminders = (
        replace(r, answered_at=entry.at, answer=answer) if (r.rung, r.about) == ("prompt", "no-change") else r
        for r in incident.reminders
    )
    return replace(incident, reminders=tuple(reminders))
