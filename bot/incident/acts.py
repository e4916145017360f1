"""Who may do what: the table of acts that a house may open or close, and to whom each is open by default.

Law: what somebody saw is never kept out, so a report, a note, a thought, a need, a time and every correction of one's
own words are no acts and stand open to whoever is in the channel. Being in the channel comes first, always.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

HouseAct: TypeAlias = Literal[
    "start", "offer", "severity", "lower_severity", "status", "resolve", "reopen", "cancel", "close", "archive",
    "private", "share", "announce", "redact", "review", "approve", "call", "title", "bridge", "invite", "decide",
    "plan", "impact", "customers", "ask", "pause", "follow_up", "playbook",
]  # fmt: skip

# To whom an act can be open, beside people and user groups by their ids.
EVERYONE, HOLDERS, BY_LEAD, DECLARER = "everyone", "holders", "lead", "declarer"
TERMS: Mapping[str, str] = MappingProxyType(
    {
        EVERYONE: "everybody in the incident's channel",
        HOLDERS: "whoever holds a role in it",
        BY_LEAD: "its lead",
        DECLARER: "whoever declared it",
    }
)
_EVERYBODY = (EVERYONE,)
LEAD_OR_DECLARER = (BY_LEAD, DECLARER)


@dataclass(frozen=True, slots=True)
class ActRule:
    """`meaning`: the act as it goes on behind "may"; `open_to`: whom it is open to where the house says nothing."""

    meaning: str
    open_to: tuple[str, ...] = _EVERYBODY


ACTS: Mapping[HouseAct, ActRule] = MappingProxyType(
    {
        "start": ActRule("open an incident"),
        "offer": ActRule("offer a role to somebody"),
        "severity": ActRule("set or raise the severity"),
        "lower_severity": ActRule("lower the severity", LEAD_OR_DECLARER),
        "status": ActRule("move it between investigating, identified and mitigated"),
        "resolve": ActRule("say that it is resolved"),
        "reopen": ActRule("reopen it"),
        "cancel": ActRule("cancel it", LEAD_OR_DECLARER),
        "close": ActRule("close it", LEAD_OR_DECLARER),
        "archive": ActRule("archive its channel", LEAD_OR_DECLARER),
        "private": ActRule("make it private"),
        "share": ActRule("share its brief", LEAD_OR_DECLARER),
        "announce": ActRule("have one announced that is over", LEAD_OR_DECLARER),
        "redact": ActRule("remove words from the record", LEAD_OR_DECLARER),
        "review": ActRule("say whose review it is"),
        "approve": ActRule("approve its summary", LEAD_OR_DECLARER),
        "call": ActRule("have somebody called", LEAD_OR_DECLARER),
        "title": ActRule("change its title"),
        "bridge": ActRule("say where the call is"),
        "invite": ActRule("bring people in"),
        "decide": ActRule("record a decision"),
        "plan": ActRule("set plan A or plan B"),
        "impact": ActRule("state how many are hurt and what it costs"),
        "customers": ActRule("keep the register of customers and what they are told"),
        "ask": ActRule("give somebody a task"),
        "pause": ActRule("pause all reminders and let them run again", (BY_LEAD, HOLDERS)),
        "follow_up": ActRule("raise follow-ups, and say who does them by when"),
        "playbook": ActRule("write a playbook, or use one"),
    }
)
BEFORE_THERE_IS_ONE: frozenset[HouseAct] = frozenset({"start"})  # nobody leads, holds or declared anything yet


@dataclass(frozen=True, slots=True)
class Say:
    """What the house lets whom do (`chosen`), and which of the people and groups named there the caller is now.

    Whoever nobody could say anything about is none of them.
    """

    chosen: Mapping[HouseAct, tuple[str, ...]] = field(default_factory=dict)
    among: frozenset[str] = frozenset()

    def open_to(self, act: HouseAct) -> tuple[str, ...]:
        return self.chosen.get(act, ACTS[act].open_to)


BY_DEFAULT = Say()
