"""THE table of commands: parser, help and reference page are all read from these rows, so none of them can lag behind.

Law: a verb that is not here does not exist, and one that is here works.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.grammar import duty, life, playbooks, readings, records, stakes
from bot.grammar.input import Input
from bot.grammar.intents import AnswerUnknown, Ask, Confirm, FollowUp, Intent, LookBack, Report, RuleOut, Told

Does: TypeAlias = Literal["reads", "adds", "restates", "changes"]


@dataclass(frozen=True)
class Verb:
    """One command.

    `does` is what it does to the record, and so what becomes of it when it is heard late, after a time in which nobody
    could be heard. What it "adds" was seen when it was said, the record has a time for it, and it is carried out as of
    then; `if_late` tells whether that holds for this intent. What it "restates" is a record as well, but of several
    about the same the last counts, and by now somebody may have said a newer one: it is left to its author. So is what
    it "changes": it begins or ends the work of others, who went on by other means; or "the last one" was another then.
    What it "reads" was read elsewhere, or is wanted as of now.

    `is_everyday`: help shows its example unasked, for it is what most people need in their first incident.

    `is_grave`: it ends an incident, moves a role or takes something back, and is never suggested: whoever means it
    knows it.

    `number` is where an incident's number may stand beside in front: anywhere in what takes no free text, or alone in
    what takes one or the other; elsewhere "duplicate of INC-41" is text.
    """

    name: str
    usage: str
    meaning: str
    example: str
    read: Callable[[Input], Intent]
    does: Does
    if_late: Callable[[Intent], bool] = lambda _: True
    aliases: tuple[str, ...] = ()
    is_everyday: bool = False
    is_grave: bool = False
    number: Literal["in front", "anywhere", "alone"] = "in front"

    @property
    def is_record(self) -> bool:
        """Whether it puts something on record, which its author can take back, and moves nobody."""
        return self.does in {"adds", "restates"}

    @property
    def is_reading(self) -> bool:
        """Whether it shows what is so and writes nothing."""
        return self.does == "reads"

    def is_carried_out_late(self, intent: Intent) -> bool:
        """Whether an intent of this verb is still carried out when it is heard late."""
        return self.does == "adds" and self.if_late(intent)


def _has_words(intent: Intent) -> bool:
    """A report, and an answer, without words asks for a form."""
    match intent:
        case Report():
            return not intent.is_empty
        case AnswerUnknown():
            return intent.unknown is not None and bool(intent.words)
        case _:
            return False


def _has_text(intent: Intent) -> bool:
    """A follow-up without words asks for a form; one with a number is changed."""
    return isinstance(intent, FollowUp) and bool(intent.text) and intent.number is None


def _says_what_helped(intent: Intent) -> bool:
    """Looking back without words asks for a form."""
    return isinstance(intent, LookBack) and bool(intent.words)


def _ends_nothing(intent: Intent) -> bool:
    """A contact that is "done" ends a duty."""
    return isinstance(intent, Told) and not intent.done


def _names_it(intent: Intent) -> bool:
    """Which one is "the only hypothesis" may have changed since."""
    return isinstance(intent, Confirm | RuleOut) and intent.hypothesis is not None


def _waits_for_nobody(intent: Intent) -> bool:
    """What somebody was to do in ten minutes may be done by now, or be wanted no more."""
    return not isinstance(intent, Ask)


VERBS: tuple[Verb, ...] = (
    Verb(
        name="start",
        aliases=(
            *("declare", "open incident", "new incident", "declare incident", "start incident"),
            *("start an incident", "open an incident", "declare an incident"),
        ),
        usage="start [sev1-4] <title> [yesterday 22:00-23:30] [@ana:logs @bo:code …] [+private] [+drill]",
        meaning="Opens one from anywhere, or one that is over with its times; you lead until another accepts.",
        example="start sev2 Documents missing for a long-standing customer @ana:logs @bo:code",
        read=life.start,
        does="changes",
        is_everyday=True,
    ),
    Verb(
        name="report",
        aliases=("update", "status update", "status report", "sitrep", "tactical report"),
        usage="report [role:] <text> [next 25m | next 14:30]",
        meaning="Gives your report, split by `C: … A: … N: …` if you like; `next 25m` promises the following one.",
        example="report logs: C: 2 of 14 found under the old name. A: comparing the rename job. N: none next 25m",
        read=duty.report,
        does="adds",
        is_everyday=True,
        if_late=_has_words,
    ),
    Verb(
        name="role",
        aliases=(
            *("roles", "take", "take over", "assign", "offer", "make", "give", "transfer", "release", "step down from"),
            *("hand over", "handover", "hand-off", "handoff", "hand off"),
            *("commander", "ic", "incident commander", "transfer of command"),
        ),
        usage="role <role> [@person|none]",
        meaning="Takes a role, offers it to a person, or releases it.",
        example="role logs @ana",
        read=life.role,
        does="changes",
        is_everyday=True,
        is_grave=True,
    ),
    Verb(
        name="invite",
        aliases=("add", "page", "bring in", "pull in", "loop in"),
        usage="invite <@person|@group> …",
        meaning="Brings people, or everybody in a user group, into the incident's channel.",
        example="invite @ana @oncall",
        read=life.invite,
        does="changes",
    ),
    Verb(
        name="sev",
        aliases=("severity", "priority"),
        usage="sev [1-4] [why]",
        meaning="Sets the severity, and with it how often reports are due; alone it asks which.",
        example="sev 1 a second customer is hurt",
        read=life.sev,
        does="changes",
        is_everyday=True,
    ),
    Verb(
        name="status",
        aliases=(
            "state",
            "phase",
            "investigating",
            "identified",
            "mitigated",
            "stable",
            "monitoring",
            "fixed",
            "solved",
        ),
        usage="status <investigating|identified|mitigated|resolved|closed|cancelled> [why]",
        meaning="Moves the incident to a state; alone it shows the card, and with any other text it is a report.",
        example="status mitigated the documents are visible again",
        read=life.status,
        does="changes",
        is_everyday=True,
        is_grave=True,
    ),
    Verb(
        name="resolve",
        aliases=("resolved",),
        usage="resolve [why]",
        meaning="Says that the service works in its usual way again.",
        example="resolve the customer has filed and confirmed",
        read=life.resolve,
        does="changes",
        is_everyday=True,
        is_grave=True,
    ),
    Verb(
        name="reopen",
        aliases=("re-open", "reopened", "relapse"),
        usage="reopen [why]",
        meaning="Takes a resolved incident back to investigating.",
        example="reopen two documents are missing again",
        read=life.reopen,
        does="changes",
        is_grave=True,
    ),
    Verb(
        name="cancel",
        aliases=(
            *("cancelled", "canceled", "false alarm"),
            *("duplicate", "dup", "this is a duplicate", "is a duplicate", "it is a duplicate"),
        ),
        usage="cancel [duplicate of INC-41] [why]",
        meaning="Ends one that was none. A duplicate and the one it doubles name each other; `reopen` takes it back.",
        example="cancel duplicate of INC-41",
        read=life.cancel,
        does="changes",
        is_grave=True,
    ),
    Verb(
        name="look back",
        aliases=("lookback", "looking back", "look-back"),
        usage="look back [helped|lucky|quicker|surprised|factors|looked|unsaid|temporary: <words>|skip]",
        meaning="Says what only people know of one that is over; without words a form asks for five of these.",
        example="look back lucky: Bo was still in the office",
        read=duty.look_back,
        does="adds",
        if_late=_says_what_helped,
    ),
    Verb(
        name="reviewer",
        aliases=("review owner", "reviewed by", "review by"),
        usage="reviewer [@ana|me] [by Friday]",
        meaning="Says whose review the post-incident summary is, and by when; `review` shows it.",
        example="reviewer @ana by 28 May",
        read=duty.reviewer,
        does="changes",
    ),
    Verb(
        name="approve",
        aliases=("approved",),
        usage="approve [anyway]",
        meaning="Approves the post-incident summary as it reads now (lead or declarer); the rest is its addendum.",
        example="approve",
        read=life.approve,
        does="changes",
        is_grave=True,
    ),
    Verb(
        name="close",
        aliases=("closed",),
        usage="close [anyway] [why]",
        meaning="Closes a resolved incident (lead or declarer); what is still open is listed first, unless `anyway`.",
        example="close review done, no follow-ups",
        read=life.close,
        does="changes",
        is_grave=True,
    ),
    Verb(
        name="think",
        aliases=("hypothesis", "hypothesise", "hypothesize", "theory", "suspect", "belief"),
        usage="think <hypothesis> [/ unlikely|roughly even|likely|very likely]",
        meaning="Puts an explanation on the board; a likelihood counts behind a final `/` or an id (`H2 likely`).",
        example="think the rename job lost the owner / likely",
        read=records.think,
        does="adds",
        is_everyday=True,
    ),
    Verb(
        name="confirm",
        aliases=("confirmed", "proven"),
        usage="confirm [H2] <evidence>",
        meaning="Confirms a hypothesis with the evidence for it.",
        example="confirm H2 all 14 documents carry the old account's id",
        read=records.confirm,
        does="adds",
        if_late=_names_it,
    ),
    Verb(
        name="rule out",
        aliases=("ruled out", "ruleout", "refute", "refuted", "dead end", "disprove"),
        usage="rule out [H2] <evidence>",
        meaning="Rules a hypothesis out, with the evidence against it.",
        example="rule out H1 the search index holds all 14 documents",
        read=records.rule_out,
        does="adds",
        if_late=_names_it,
    ),
    Verb(
        name="decide",
        aliases=("decision", "decided", "choose"),
        usage="decide <what> [because …]",
        meaning="Records a decision and its reason.",
        example="decide restore the owner by hand because the job takes two hours",
        read=records.decide,
        does="adds",
        is_everyday=True,
    ),
    Verb(
        name="unknown",
        aliases=("unknowns", "question", "open question"),
        usage="unknown <what> [@owner] [by 14:30]",
        meaning="Records what nobody knows yet, who finds out and by when.",
        example="unknown whether other customers are hurt @ana by 14:30",
        read=records.unknown,
        does="adds",
        is_everyday=True,
    ),
    Verb(
        name="answer",
        aliases=("answered", "answer to"),
        usage="answer [U1] <what you know>",
        meaning="Answers an unknown, and once more puts the answer right; without words a form asks for them.",
        example="answer U1 no other customer is hurt: all 212 accounts are checked",
        read=records.answer,
        does="adds",
        if_late=_has_words,
    ),
    Verb(
        name="risk",
        aliases=("overall risk",),
        usage="risk <words>",
        meaning="Sets the sentence on the overall risk in card and brief.",
        example="risk the customer misses its filing if plan B starts after 15:30",
        read=records.risk,
        does="restates",
    ),
    Verb(
        name="need",
        aliases=("needs",),
        usage="need [exec] <what> [by 15:00]",
        meaning="Records what the team lacks; with `exec` the brief asks the executive for it.",
        example="need exec approval to send the documents by hand by 15:00",
        read=records.need,
        does="adds",
    ),
    Verb(
        name="ask",
        aliases=("time box", "timebox", "task"),
        usage="ask @bob [10m] <task> [by 12:10]",
        meaning="Asks one person for one thing; without a time in 15 minutes. Unanswered, it comes back to you.",
        example="ask @bo 10m compare Monday's rename job with the one before",
        read=duty.ask,
        does="adds",
        is_everyday=True,
        if_late=_waits_for_nobody,
    ),
    Verb(
        name="impact",
        aliases=("blast radius", "affected", "scope"),
        usage="impact <n | n-m | at least n | about n | n% of | none> <what> [source …]",
        meaning="Records how many are hurt; without a source, you are the source.",
        example="impact at least 14 documents source query 8812",
        read=stakes.impact,
        does="restates",
        is_everyday=True,
    ),
    Verb(
        name="impact money",
        aliases=("money", "cost", "revenue"),
        usage=(
            "impact money <lost|at-risk|delayed|penalty> <60k-180k EUR | 12k EUR an hour × 10-20% × 3h> [source …]"
            " | response cost <12 hours [× 90 EUR]>"
        ),
        meaning="Records what it costs, each kind apart, or reckons it; alone a form. `lost checked by …` tells it.",
        example="impact money at-risk 60k-180k EUR yearly contract source account manager",
        read=stakes.impact_money,
        does="restates",
    ),
    Verb(
        name="customer",
        usage="customer <name> [cannot …] [deadline 18:00] [owner @person] [workaround: …]",
        meaning="Registers a customer at stake: what it cannot do, until when, who answers for it, and its workaround.",
        example="customer Northwind cannot file with the authority deadline 18:00",
        read=stakes.customer,
        does="restates",
        is_everyday=True,
    ),
    Verb(
        name="told",
        aliases=("tell", "contact", "contacted"),
        usage="told <C1 or name> <what> [next 20m | next 14:30 | done]",
        meaning="Records a contact with a customer and the next one promised; `done` ends it.",
        example="told C1 we restore all documents before six next 20m",
        read=stakes.told,
        does="adds",
        if_late=_ends_nothing,
    ),
    Verb(
        name="plan",
        aliases=("plana", "plan-a", "planb", "plan-b", "plan b", "contingency", "fallback", "workaround"),
        usage=(
            "plan [a|b][:] <what> [eta 20-40m [because …]] [at 15:30]"
            " | plan b begun|done [at 14:10]|not needed|not yet until 16:00"
        ),
        meaning="Records the fix and how long it takes, or plan B and when the lead is asked to start it.",
        example="plan b: export the documents by hand eta 30-60m because the last export took 45 at 15:30",
        read=records.plan,
        does="restates",
    ),
    Verb(
        name="note",
        aliases=("fact", "symptom", "finding"),
        usage="note [13:40] <text>",
        meaning="Puts a line into the timeline; a leading time counts only if it is past. Each line may have its own.",
        example="note 13:40 the customer calls for the second time",
        read=records.note,
        does="adds",
        is_everyday=True,
    ),
    Verb(
        name="time",
        aliases=("key time", "keytime", "when"),
        usage="time <impact-start|detected|declared|cause-identified|fix-applied|mitigated|resolved> 13:20 [source …]",
        meaning="Sets or corrects a key time of the incident.",
        example="time detected 13:20 source support ticket",
        read=records.key_time,
        does="restates",
    ),
    Verb(
        name="title",
        aliases=("rename",),
        usage="title <new>",
        meaning="Gives the incident a better title.",
        example="title Documents under the wrong owner",
        read=life.title,
        does="changes",
    ),
    Verb(
        name="bridge",
        aliases=("call", "huddle", "zoom"),
        usage="bridge <url>",
        meaning="Says where the call is.",
        example="bridge https://meet.example.com/inc-42",
        read=life.bridge,
        does="changes",
    ),
    Verb(
        name="private",
        aliases=("+private", "confidential"),
        usage="private",
        meaning="Takes the incident out of every public place, for good, and says how its channel becomes private.",
        example="private",
        read=life.private,
        does="changes",
        is_grave=True,
    ),
    Verb(
        name="archive",
        aliases=("archive channel", "archive the channel"),
        usage="archive",
        meaning="Archives the channel of a closed or cancelled incident (lead or declarer); the record stays.",
        example="archive",
        read=life.archive,
        does="changes",
        is_grave=True,
    ),
    Verb(
        name="undo",
        aliases=("strike",),
        usage="undo",
        meaning="Takes back the last thing you did, within 10 minutes; the logbook keeps both.",
        example="undo",
        read=records.undo,
        does="changes",
        is_everyday=True,
        is_grave=True,
    ),
    Verb(
        name="redact",
        aliases=("remove words", "remove the words"),
        usage="redact <id> <why>",
        meaning="Takes the words of a record out for good (lead or declarer); that they were there stays.",
        example="redact #17 it names a customer's patient",
        read=records.redact,
        does="changes",
    ),
    Verb(
        name="fix",
        aliases=("correct", "correction", "amend"),
        usage="fix <id> [new words]",
        meaning="Corrects the words of a record, by the id in its answer, or a note by its number in the timeline.",
        example="fix H2 the rename job lost the owner of archived documents only",
        read=records.fix,
        does="restates",
    ),
    Verb(
        name="summary",
        aliases=("brief", "briefing", "executive report", "executive summary", "exec summary", "tldr"),
        usage="summary [INC-42] [share #channel|@person|e-mail|here] [at 14:05]",
        meaning="Shows you the executive brief, or shares it (lead or declarer) once you have seen who will read it.",
        example="summary INC-42 at 14:05",
        read=readings.summary,
        does="reads",
        is_everyday=True,
        number="anywhere",
    ),
    Verb(
        name="prepare",
        aliases=("prep", "q&a", "questions and answers", "presenter"),
        usage="prepare [INC-42] [at 14:05]",
        meaning="Prepares you to present it: what executives ask with answers, short tellings, what to leave unsaid.",
        example="prepare INC-42",
        read=readings.prepare,
        does="reads",
        number="anywhere",
    ),
    Verb(
        name="catchup",
        aliases=("catch up", "catch me up"),
        usage="catchup",
        meaning="Tells a late joiner in ten lines where things stand; who joins the channel is told once, unasked.",
        example="catchup",
        read=readings.catchup,
        does="reads",
        number="anywhere",
    ),
    Verb(
        name="hypotheses",
        aliases=("theories", "hypothesis board"),
        usage="hypotheses",
        meaning="Shows what could explain it, with buttons to say how likely each is and to settle it.",
        example="hypotheses",
        read=readings.hypotheses,
        does="reads",
    ),
    Verb(
        name="timeline",
        aliases=("history",),
        usage="timeline [all] [at 14:05]",
        meaning="Shows what happened in order, now or as known then; `all` adds reminders, roles and joins.",
        example="timeline at 14:05",
        read=readings.timeline,
        does="reads",
        number="anywhere",
    ),
    Verb(
        name="card",
        aliases=("show",),
        usage="card",
        meaning="Shows you the card of the incident.",
        example="card",
        read=readings.card,
        does="reads",
        number="anywhere",
    ),
    Verb(
        name="follow-up",
        aliases=("followup", "follow up", "action item", "action-item", "todo", "remediation", "corrective action"),
        usage="follow-up @bob by 28 May <text>",
        meaning="Records work for afterwards, with one owner and one day, or says what becomes of it: `F1 done`, or "
        "`F1 file` for the house's issue tracker.",
        example="follow-up @bo by 28 May make the rename job check the owner",
        read=duty.follow_up,
        does="adds",
        if_late=_has_text,
    ),
    Verb(
        name="followups",
        aliases=("follow-ups", "follow ups", "action items", "action-items", "todos"),
        usage="followups [mine] [INC-42]",
        meaning="Lists what is left to do of all incidents, or of one: overdue first, with owner and day.",
        example="followups mine",
        read=duty.follow_ups,
        does="reads",
        number="anywhere",
    ),
    Verb(
        name="snooze",
        aliases=("delay", "extend"),
        usage="snooze [role] 10m <why>",
        meaning="Puts off your next report, or that of one role, by up to an hour; the card says why.",
        example="snooze 10m waiting for the query",
        read=duty.snooze,
        does="changes",
    ),
    Verb(
        name="pause",
        usage="pause <why>",
        meaning="Stops all reminders of the incident for an hour, or until `resume` or a higher severity.",
        example="pause everybody is on the call with the customer",
        read=duty.pause,
        does="changes",
    ),
    Verb(
        name="resume",
        aliases=("unpause",),
        usage="resume",
        meaning="Lets paused reminders run again; every report has a whole interval from then.",
        example="resume",
        read=duty.resume,
        does="changes",
    ),
    Verb(
        name="list",
        aliases=("ls", "incidents"),
        usage="list [open|resolved|all] [page 2]",
        meaning="Lists the incidents you may see: the open ones, those that ended, or both.",
        example="list resolved",
        read=readings.list_which,
        does="reads",
        is_everyday=True,
    ),
    Verb(
        name="stats",
        aliases=("statistics", "metrics", "kpis", "mttr"),
        usage="stats [last 90 days|all]",
        meaning="Shows how many incidents there were, how long what took, and reports and follow-ups, of no person.",
        example="stats last 12 weeks",
        read=readings.stats,
        does="reads",
    ),
    Verb(
        name="search",
        aliases=("find",),
        usage='search <words>|"<words in this order>"',
        meaning="Finds the incidents, open and past, and imported reports in which all of these words are said.",
        example='search rename "old account"',
        read=readings.search,
        does="reads",
    ),
    Verb(
        name="playbook",
        aliases=("runbook", "checklist", "show playbook", "playbook show"),
        usage="playbook [INC-41|name]",
        meaning="Shows the steps that were distilled from an incident, or those in use here and which are done.",
        example="playbook INC-41",
        read=playbooks.playbook,
        does="reads",
        number="anywhere",
    ),
    Verb(
        name="playbooks",
        aliases=("runbooks", "playbook list", "list playbooks", "list of playbooks"),
        usage="playbooks [page 2]",
        meaning="Lists the playbooks of all incidents that you may see, the newest first, and the imported ones.",
        example="playbooks",
        read=playbooks.playbooks,
        does="reads",
    ),
    Verb(
        name="write playbook",
        aliases=(
            *("make playbook", "make a playbook", "write a playbook", "new playbook", "correct playbook"),
            *("playbook make", "playbook write", "playbook new", "playbook correct", "playbook edit", "edit playbook"),
        ),
        usage="write playbook [INC-41]",
        meaning="Opens a form, filled from the record, for the steps that the next team gets; again for a new version.",
        example="write playbook INC-41",
        read=playbooks.write_playbook,
        does="changes",
        number="anywhere",
    ),
    Verb(
        name="use playbook",
        aliases=("playbook use", "use the playbook", "use playbook of", "use the playbook of", "use runbook"),
        usage="use playbook INC-41|name",
        meaning="Posts its steps once as a checklist in this incident's channel, to be ticked off.",
        example="use playbook INC-41",
        read=playbooks.use_playbook,
        does="changes",
    ),
    Verb(
        name="keep playbook",
        aliases=("playbook keep", "playbook is right", "playbook was right"),
        usage="keep playbook INC-41|name",
        meaning="Says afterwards that the playbook that was used is right as it is; `correct playbook` changes it.",
        example="keep playbook INC-41",
        read=playbooks.keep_playbook,
        does="changes",
    ),
    Verb(
        name="step",
        aliases=("steps", "tick", "tick off", "check off", "ticked", "step done", "done step"),
        usage="step <3> [done] [what it showed]",
        meaning="Ticks off a step of the checklist, or several (`step 2, 3 done`), with what it showed.",
        example="step 3 done two of the fourteen are in the index",
        read=playbooks.step,
        does="adds",
    ),
    Verb(
        name="similar",
        aliases=("seen before", "similar incidents"),
        usage="similar [INC-42 | <words>]",
        meaning="Shows up to three past incidents like this one, or like the words: what it was, and what helped.",
        example="similar",
        read=readings.similar,
        does="reads",
        number="alone",
    ),
    Verb(
        name="adopt",
        usage="adopt [sev1-4] [<title>] [yesterday 22:00-23:30] [@ana:logs @bo:code …] [+drill]",
        meaning="Makes the channel you are in the incident's, and reads what was said in it before.",
        example="adopt sev2 Card payments fail @ana:logs",
        read=life.adopt,
        does="changes",
    ),
    Verb(
        name="announce",
        usage="announce",
        meaning="Announces one that was put down, adopted or imported when it was over: once, and calling nobody.",
        example="INC-42 announce",
        read=life.announce,
        does="changes",
    ),
    Verb(
        name="review",
        aliases=(
            *("postmortem", "post-mortem", "post mortem", "post-incident review", "post-incident summary"),
            *("retrospective", "retro", "pir", "learning review", "after-action review"),
        ),
        usage="review [INC-42]",
        meaning="Shows the post-incident summary, compiled from the record.",
        example="review INC-42",
        read=readings.review,
        does="reads",
        number="anywhere",
    ),
    Verb(
        name="export",
        aliases=("walkthrough", "debrief", "glance"),
        usage="export [INC-42] [brief|sheet|walkthrough|glance|playbook] [md|html|pdf|json|svg] [without …]",
        meaning="Sends you a file: summary, brief, sheet of `prepare`, walkthrough to read aloud, picture, playbook.",
        example="export INC-42 html",
        read=readings.export,
        does="reads",
        number="anywhere",
    ),
    Verb(
        name="help",
        aliases=("?", "-h", "--help", "usage", "commands"),
        usage="help [command|all]",
        meaning="Shows what most people need here and now, with one example each; `all` shows all that works.",
        example="help report",
        read=readings.help_about,
        does="reads",
    ),
)


def _spaced(word: str) -> str:
    return re.sub(r"(?<=\w)[\s-]+(?=\w)", " ", " ".join(word.lower().replace("_", " ").split()))


_BY_WORD = {_spaced(word): verb for verb in VERBS for word in (verb.name, *verb.aliases)}


def every_word() -> tuple[str, ...]:
    """All names and aliases."""
    return tuple(word for verb in VERBS for word in (verb.name, *verb.aliases))


def verb_named(word: str) -> Verb | None:
    """The row that a name or alias belongs to; spaces, hyphens and case do not matter."""
    return _BY_WORD.get(_spaced(word))


def row_of(word: str) -> Verb:
    """The same of a name or alias that was found in the table."""
    verb = verb_named(word)
    if verb is None:
        raise KeyError(word)
    return verb


def verb_of(intent: Intent) -> Verb:
    """The row that an intent was read by."""
    return row_of(intent.verb)
