"""What the outside world must do. Two kinds: posts, exactly once and in order; surfaces, to look as the record says.

A surface is named; it is rendered from the incident at the moment of sending and shown again while the record has
moved on, so a burst of changes is one edit and an old picture can never land last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Json: TypeAlias = str | int | float | bool | list["Json"] | dict[str, "Json"] | None

# Surfaces, most urgent first: the declarer is in the channel, the card is up, the roles are offered, all else.
CHANNEL = "channel"
INVITE = "invite"  # invite:<person>
CARD = "card"
OFFER = "offer"  # offer:<seq of the first offer>
GROUP = "group"  # group:<seq of GroupOffered>: who is in it
ASKED = "asked"  # asked:<seq of the offer>:<person>, by direct message
TOPIC = "topic"
PIN = "pin"  # the card, pinned
ANNOUNCEMENT = "announcement"
CHECKLIST = "checklist"  # checklist:<seq of PlaybookUsed>
SUMMARY = "summary"  # what the channel reads once it is resolved
CANVAS = "canvas"  # the same as a whole, as a tab of the channel
REMOVED = "removed"  # removed:<seq of an entry whose message held words that were removed>
ARCHIVE = "archive"  # the channel, once nothing waits to be said there
CATCHUP = "catchup"  # catchup:<person>, who joined late: where it stands
REMINDER = "reminder"  # reminder:<seq of Reminded>
SUGGESTION = "suggestion"  # suggestion:<seq of MarkSuggested>
QUESTION = "question"  # question:<seq of QuestionAsked>
ISSUE = "issue"  # issue:<id of a follow-up>, in the house's issue tracker, outside Slack
PRIORITY = (
    CHANNEL, INVITE, CARD, OFFER, GROUP, ASKED, PIN, REMINDER, QUESTION, TOPIC, ANNOUNCEMENT, CHECKLIST, SUMMARY,
    CANVAS, REMOVED, CATCHUP, SUGGESTION, ARCHIVE, ISSUE,
)  # fmt: skip

STANDING = (CARD, ANNOUNCEMENT, SUMMARY)  # messages that people come back to: deleted, they are posted anew

# Where a post goes: the incident's channel, the thread of its card, or a person.
TO_CHANNEL = "channel"
TO_CARD = "card"
TO_PERSON = "person"  # person:<id>
TO_PLACE = "place"  # place:<id>, another channel
TO_MAIL = "mail"  # mail:<address>, outside Slack


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be posted once. `message` names its words in templates/, `values` fill them, as they were then.

    `to` is TO_CHANNEL, TO_CARD, person:<id>, place:<id> or mail:<address>. `shows_seq` is the entry that can be read
    there; `also_in_channel` shows a reply of the card's thread in the channel too.
    """

    message: str
    to: str
    values: Mapping[str, Json] = field(default_factory=dict)
    shows_seq: int | None = None
    also_in_channel: bool = False


ANNOUNCEMENT_OF_PAST = f"{ANNOUNCEMENT}:past"  # of one that was imported: we are in no channel of its


@dataclass(frozen=True, slots=True)
class Surface:
    name: str

    @property
    def kind(self) -> str:
        return self.name.partition(":")[0]

    @property
    def subject(self) -> str:
        """What stands behind the colon: a person or a seq; empty for a surface there is one of."""
        return self.name.partition(":")[2]

    @property
    def priority(self) -> int:
        """0 is the most urgent."""
        return PRIORITY.index(self.kind)

    @property
    def waits_for(self) -> str:
        """The surface that must exist before: nothing, the channel, or the card."""
        if self.kind in {CHANNEL, REMINDER, QUESTION, ISSUE} or self.name == ANNOUNCEMENT_OF_PAST:
            return ""
        return CARD if self.kind == PIN else CHANNEL


Effect: TypeAlias = Post | Surface
