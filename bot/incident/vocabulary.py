"""THE table of facts: what each is to the card, the thread, the timeline, `undo` and the documents, one row a fact.

Law: whoever must know something about every fact asks these rows and keeps no list. What depends on the case (whether a
note is posted, who is invited) is a rule beside its reader; what is so of a fact in every case stands here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.incident import facts as f
from bot.incident.effects import ANNOUNCEMENT, CARD, TO_CARD, TO_CHANNEL, TO_MAIL, TO_PERSON, TO_PLACE, TOPIC
from bot.incident.logbook import Entry

Author: TypeAlias = Literal["person", "bot"]
# What somebody puts on record in a sentence: a page may quote it by this, and by when and in which role it was said.
StatementKind: TypeAlias = Literal["report", "idea", "verdict", "decision", "need", "risk", "told", "plan", "note"]

# What the timeline folds into its last line, for it keeps the house and tells no event.
Housekeeping: TypeAlias = Literal[
    "role change", "role offer", "reminder", "nothing new", "arrival", "departure", "failed delivery"
]

HEADLINES = (CARD, TOPIC, ANNOUNCEMENT)  # these three hold title, severity, status and lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact, and what is so of it in every incident.

    `by`: whose doing it is; "bot" also for what it only heard from Slack. `is_record`: said about the incident, so that
    its author may strike it. `is_undone`: `undo` takes it back as well, although it says nothing about the incident.
    `answered_as`: the message that answers its author, where that is not `<name>/ack`.
    `surfaces`: which of CARD, TOPIC and ANNOUNCEMENT look different after it. `posted_to`: TO_CARD (a reply in the
    card's thread), TO_CHANNEL, TO_PERSON (one reader, whom a rule chooses), TO_PLACE or TO_MAIL (where the fact says),
    or empty for nowhere; `in_channel_too`: the reply is shown in the channel as well. `tells_time`: its message holds
    its time, also when that comes late. `has_line`: it is told in the timeline. `folded_as`: it is counted there, and
    told only when all is wanted. `read_on_card`: the card is where to read it, if nothing else shows it. `statement`:
    what its first words are, where they can be quoted. `subject`: the field that says what it is about, if a later one
    about the same puts it right, where None means itself; `keeps_lines`: it follows the first and puts nothing right.
    `words`: the fields that hold people's sentences; `names`: those that hold what else people typed.
    """

    kind: type[f.Fact]
    by: Author
    is_record: bool = False
    is_undone: bool = False
    answered_as: str = ""
    surfaces: tuple[str, ...] = ()
    posted_to: str = ""
    in_channel_too: bool = False
    tells_time: bool = False
    has_line: bool = False
    folded_as: Housekeeping | None = None
    read_on_card: bool = False
    statement: StatementKind | None = None
    subject: str = ""
    keeps_lines: bool = False
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name in snake_case, as templates and messages have it: `hypothesis_raised`."""
        return name_of(self.kind)

    @property
    def is_acknowledged(self) -> bool:
        """Whether `templates/<name>/ack` repeats it to the one whose doing it is."""
        return self.by == "person" and not self.answered_as

    @property
    def changes_brief(self) -> bool:
        """Whether the brief says something else after it: what people put on record for the card, or what heads it."""
        is_told = self.is_record or self.surfaces == HEADLINES
        return self.by == "person" and is_told and self.has_line and CARD in self.surfaces

    @property
    def typed(self) -> tuple[str, ...]:
        """Every field that holds what people typed."""
        return (*self.words, *self.names)


def name_of(kind: type) -> str:
    """The name of a fact in snake_case, also of one that has no row here."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


ROWS: tuple[Row, ...] = (
    # The life of the incident. Reminders, offers, deliveries and *Nothing new* are the machinery of the room, and
    # folded; the channel reads of a new status or severity from the line that Slack writes when the topic changes.
    Row(
        kind=f.Opened,
        by="person",
        answered_as="started",
        surfaces=HEADLINES,
        has_line=True,
        read_on_card=True,
        words=("title",),
    ),
    Row(kind=f.Imported, by="bot", has_line=True),
    Row(
        kind=f.ChannelAdopted,
        by="person",
        answered_as="started",
        surfaces=(CARD, ANNOUNCEMENT),
        has_line=True,
        names=("name",),
    ),
    Row(kind=f.FoundThere, by="bot"),
    Row(kind=f.HistoryPartlyRead, by="bot"),
    Row(kind=f.HistoryRead, by="bot", posted_to=TO_CARD, has_line=True),
    Row(kind=f.PolicyAdopted, by="bot"),
    Row(kind=f.AlikeOpened, by="bot", posted_to=TO_PERSON),
    Row(kind=f.TitleSet, by="person", surfaces=HEADLINES, has_line=True, read_on_card=True, words=("title",)),
    Row(
        kind=f.BridgeSet,
        by="person",
        is_record=True,
        surfaces=(CARD, TOPIC),
        posted_to=TO_CARD,
        has_line=True,
        read_on_card=True,
        names=("url",),
    ),
    Row(
        kind=f.SeveritySet,
        by="person",
        surfaces=HEADLINES,
        posted_to=TO_CARD,
        has_line=True,
        read_on_card=True,
        words=("why",),
    ),
    Row(
        kind=f.StatusSet,
        by="person",
        surfaces=HEADLINES,
        posted_to=TO_CARD,
        has_line=True,
        read_on_card=True,
        words=("why",),
    ),
    Row(
        kind=f.MarkedDuplicate,
        by="person",
        surfaces=(CARD, ANNOUNCEMENT),
        posted_to=TO_CARD,
        in_channel_too=True,
        has_line=True,
        read_on_card=True,
    ),
    Row(kind=f.DuplicateFound, by="bot", surfaces=(CARD,), posted_to=TO_CARD, has_line=True, read_on_card=True),
    Row(kind=f.DuplicateReleased, by="bot", surfaces=(CARD,), posted_to=TO_CARD, has_line=True, read_on_card=True),
    Row(
        kind=f.TimeSet,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        subject="which",
        names=("source",),
    ),
    # Roles, which the head of a document lists with their times. An offer has a message of its own in the channel,
    # which is edited when it is answered.
    Row(kind=f.RoleOffered, by="person", surfaces=(CARD,), folded_as="role offer"),
    Row(
        kind=f.RoleTaken,
        by="person",
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        folded_as="role change",
        read_on_card=True,
    ),
    Row(kind=f.RoleDeclined, by="person", surfaces=(CARD,), posted_to=TO_PERSON, folded_as="role offer"),
    Row(
        kind=f.RoleReleased,
        by="person",
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        folded_as="role change",
        read_on_card=True,
    ),
    Row(kind=f.Called, by="person", posted_to=TO_CARD, folded_as="role offer"),
    Row(kind=f.OfferLapsed, by="bot", surfaces=(CARD,), folded_as="role offer"),
    Row(kind=f.GroupOffered, by="person", folded_as="role offer"),
    Row(kind=f.GroupAsked, by="bot"),
    Row(kind=f.GroupLapsed, by="bot", folded_as="role offer"),
    Row(kind=f.OfferSent, by="bot"),
    Row(kind=f.Relieved, by="bot", posted_to=TO_PERSON),
    Row(kind=f.RolesDoubled, by="person", posted_to=TO_PERSON),
    Row(
        kind=f.ReadBack,
        by="person",
        is_record=True,
        posted_to=TO_CARD,
        has_line=True,
        words=("words",),
    ),
    # The duty to report.
    Row(
        kind=f.Reported,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        statement="report",
        words=("conditions", "actions", "needs", "evidence"),
    ),
    Row(kind=f.NothingNew, by="person", is_record=True, surfaces=(CARD,), folded_as="nothing new"),
    Row(kind=f.Postponed, by="person", is_undone=True, surfaces=(CARD,)),
    Row(kind=f.SeenAtWork, by="bot", surfaces=(CARD,)),
    Row(
        kind=f.Snoozed,
        by="person",
        is_undone=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        words=("why",),
    ),
    Row(
        kind=f.Paused,
        by="person",
        is_undone=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        words=("why",),
    ),
    Row(kind=f.Resumed, by="person", surfaces=(CARD,), posted_to=TO_CARD, has_line=True),
    Row(kind=f.Reminded, by="bot"),
    Row(kind=f.HeldBack, by="bot"),
    Row(kind=f.LeadSeen, by="person"),
    Row(kind=f.ReminderDelivered, by="bot", folded_as="reminder"),
    Row(kind=f.ReminderDropped, by="bot"),
    Row(kind=f.PromptSwitchedOff, by="person"),
    Row(kind=f.PastWeighed, by="person"),
    # Steps for the next team, and what came of them there. The checklist is a message of its own, which is edited.
    Row(
        kind=f.PlaybookWritten,
        by="person",
        is_record=True,
        has_line=True,
        words=("title", "looks_like", "steps"),
        names=("link",),
    ),
    Row(kind=f.PlaybookUsed, by="person", is_record=True, has_line=True, words=("title", "steps")),
    Row(kind=f.StepTicked, by="person", is_record=True, has_line=True, statement="note", words=("words",)),
    Row(kind=f.PlaybookChecked, by="person", has_line=True),
    Row(kind=f.CadenceSlowed, by="person", surfaces=(CARD,), posted_to=TO_CARD, has_line=True),
    # What could explain it. That something turned out to be so, or not, leads to the next thought.
    Row(
        kind=f.HypothesisRaised,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        statement="idea",
        subject="id",
        words=("text",),
    ),
    Row(
        kind=f.HypothesisJudged,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
    ),
    Row(
        kind=f.HypothesisConfirmed,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        statement="verdict",
        words=("evidence",),
    ),
    Row(
        kind=f.HypothesisRuledOut,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        statement="verdict",
        words=("evidence",),
    ),
    # What else is put on record.
    Row(
        kind=f.Decided,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        statement="decision",
        subject="id",
        words=("what", "because"),
    ),
    Row(
        kind=f.UnknownRaised,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        subject="id",
        words=("what",),
    ),
    Row(
        kind=f.UnknownAnswered,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        statement="note",
        subject="id",
        words=("words",),
    ),
    Row(
        kind=f.RiskStated,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        statement="risk",
        subject="id",
        words=("words",),
    ),
    Row(
        kind=f.NeedStated,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        statement="need",
        subject="id",
        words=("what",),
    ),
    Row(kind=f.HelpAnswered, by="person", posted_to=TO_PERSON),
    # What one person asks of another, with a duty to answer. What was found or is in the way is evidence.
    Row(
        kind=f.TaskAsked,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        subject="id",
        words=("what",),
    ),
    Row(kind=f.TaskAnswered, by="person", is_record=True, surfaces=(CARD,), has_line=True),
    Row(
        kind=f.TaskEnded,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        statement="note",
        words=("words",),
    ),
    Row(kind=f.TaskReturned, by="bot", surfaces=(CARD,), has_line=True),
    # Work for afterwards, which goes on when the card is history: nothing of it is on the card.
    Row(
        kind=f.FollowUpRaised,
        by="person",
        is_record=True,
        posted_to=TO_CARD,
        has_line=True,
        subject="id",
        words=("text",),
    ),
    Row(kind=f.FollowUpEnded, by="person", is_record=True, posted_to=TO_CARD, has_line=True, words=("words",)),
    Row(kind=f.FollowUpReturned, by="bot", has_line=True),
    Row(kind=f.FilingAsked, by="person"),
    Row(kind=f.FollowUpFiled, by="bot", posted_to=TO_CARD, has_line=True),
    Row(kind=f.IssueMoved, by="bot", posted_to=TO_CARD, has_line=True),
    # Who is hurt, and what is owed to them: everybody in the channel should meet a change of that.
    Row(
        kind=f.ImpactStated,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        in_channel_too=True,
        has_line=True,
        subject="id",
        names=("what", "source", "words"),
    ),
    Row(
        kind=f.MoneyStated,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        in_channel_too=True,
        has_line=True,
        subject="id",
        names=("what", "source", "words", "checked"),
    ),
    Row(
        kind=f.CustomerAffected,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        in_channel_too=True,
        has_line=True,
        subject="id",
        names=("name", "cannot", "workaround"),
    ),
    Row(
        kind=f.CustomerTold,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        statement="told",
        words=("what",),
    ),
    Row(
        kind=f.Planned,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        has_line=True,
        statement="plan",
        subject="plan",
        keeps_lines=True,
        words=("what", "basis"),
    ),
    Row(kind=f.PlanStepped, by="person", is_record=True, surfaces=(CARD,), posted_to=TO_CARD, has_line=True),
    Row(
        kind=f.Noted,
        by="person",
        is_record=True,
        surfaces=(CARD,),
        posted_to=TO_CARD,
        tells_time=True,
        has_line=True,
        statement="note",
        subject="corrects",
        words=("text",),
    ),
    # What people say of lines when they are asked: a tap is their statement, and the pages follow. The questions
    # themselves are the machinery of the room.
    Row(kind=f.Marked, by="person", is_record=True, answered_as="line_taken", surfaces=(CARD,)),
    Row(kind=f.Dismissed, by="person", is_record=True, answered_as="line_taken", surfaces=(CARD,)),
    Row(kind=f.ReportReplaced, by="person", is_record=True, surfaces=(CARD,)),
    Row(kind=f.EndSeen, by="person", is_record=True, surfaces=(CARD,), has_line=True),
    Row(kind=f.QuestionAsked, by="bot"),
    Row(kind=f.QuestionShown, by="bot"),
    Row(kind=f.QuestionAnswered, by="person", answered_as="line_taken"),
    Row(kind=f.QuestionEnded, by="bot"),
    Row(kind=f.Struck, by="person", surfaces=(CARD,), posted_to=TO_CARD),
    Row(kind=f.Redacted, by="person", surfaces=HEADLINES, posted_to=TO_CARD, has_line=True, words=("why",)),
    # The channel and who is in it, and what the world answered.
    Row(kind=f.ChannelReady, by="bot"),
    Row(kind=f.ChannelMoved, by="bot", surfaces=HEADLINES),  # what was refused under the old id is shown under the new
    Row(kind=f.ChannelRenamed, by="bot"),
    Row(kind=f.Invited, by="person"),
    Row(kind=f.Joined, by="bot", folded_as="arrival"),
    Row(kind=f.Left, by="bot", folded_as="departure"),
    Row(kind=f.HolderGone, by="bot", surfaces=(CARD,), posted_to=TO_PERSON),
    Row(kind=f.MadePrivate, by="bot", surfaces=(CARD, ANNOUNCEMENT), has_line=True, read_on_card=True),
    Row(kind=f.DeclaredPrivate, by="person", surfaces=(CARD, ANNOUNCEMENT), has_line=True, read_on_card=True),
    Row(kind=f.LookedBack, by="person", is_record=True, has_line=True, words=("words",)),
    Row(kind=f.LookBackSkipped, by="person"),
    Row(kind=f.ReviewAssigned, by="person", is_record=True, posted_to=TO_CARD, has_line=True),
    Row(kind=f.CompiledConfirmed, by="person", answered_as="line_taken", has_line=True),
    Row(kind=f.SummaryApproved, by="person", is_record=True, posted_to=TO_CARD, has_line=True),
    Row(kind=f.PutAway, by="person", has_line=True, read_on_card=True),
    Row(kind=f.BriefShared, by="person", posted_to=TO_PLACE, has_line=True, names=("place_name",)),
    Row(kind=f.BriefMailed, by="person", posted_to=TO_MAIL, has_line=True, names=("address",)),
    Row(kind=f.Returned, by="bot", surfaces=HEADLINES),
    Row(kind=f.CardPosted, by="bot"),
    Row(kind=f.AnnouncementAsked, by="person", surfaces=(ANNOUNCEMENT,), has_line=True),
    Row(kind=f.Announced, by="bot"),
    Row(kind=f.CaughtUp, by="bot"),
    Row(kind=f.SummaryPosted, by="bot"),
    Row(kind=f.CanvasMade, by="bot"),
    Row(kind=f.CanvasLost, by="bot"),
    Row(kind=f.OfferShown, by="bot"),
    Row(kind=f.Shown, by="bot"),
    Row(kind=f.Undelivered, by="bot", posted_to=TO_PERSON, folded_as="failed delivery"),
    Row(kind=f.MarkPut, by="bot"),
    Row(kind=f.MarkTakenOff, by="bot"),
    Row(kind=f.MarkSuggested, by="bot"),
    Row(kind=f.SuggestionEnded, by="bot"),
    Row(kind=f.GoneDeaf, by="bot", posted_to=TO_PERSON, tells_time=True),
    Row(kind=f.Deafened, by="bot", posted_to=TO_CHANNEL, tells_time=True, has_line=True),
)

_BY_KIND: Mapping[type[f.Fact], Row] = {row.kind: row for row in ROWS}
_BY_NAME: Mapping[str, Row] = {row.name: row for row in ROWS}


def row_of(fact: f.Fact) -> Row:
    """The row of a fact that this version can read. LookupError for one without a row, which a test of the house finds.

    What a newer version wrote, or what was redacted, is no fact: ask for the entries of `kinds` first.
    """
    row = _BY_KIND.get(type(fact))
    if row is None:
        raise LookupError(f"bot/incident/vocabulary.py has no row for {type(fact).__name__}")
    return row


def subject_of(entry: Entry) -> tuple[type, object] | None:
    """What an entry speaks of, if speaking of it again puts it right: its kind, and its id or name; None otherwise.

    What has neither is known by the seq of the entry that spoke of it first.
    """
    row = _BY_KIND.get(type(entry.fact))
    if row is None or not row.subject:
        return None
    named = getattr(entry.fact, row.subject)
    return row.kind, entry.seq if named is None else named


def row_named(name: str) -> Row | None:
    """The row of a fact by its name in snake_case; None for a message that is about no fact."""
    return _BY_NAME.get(name)


def kinds(which: Callable[[Row], bool]) -> tuple[type[f.Fact], ...]:
    """The facts whose rows are so."""
    return tuple(row.kind for row in ROWS if which(row))


RECORDS = kinds(lambda row: row.is_record)
UNDOABLE = kinds(lambda row: row.is_record or row.is_undone)
DOINGS = kinds(lambda row: row.by == "person" and (row.has_line or bool(row.folded_as) or row.is_undone))
CHANGES = kinds(lambda row: row.changes_brief)
