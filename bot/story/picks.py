"""Ways to find a line on record by where it stands: each reads what is free and gives lines, oldest first."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from operator import attrgetter, itemgetter
from typing import TypeAlias

from bot.incident.meanings import Mark
from bot.incident.policy import CODE, CUSTOMERS, LEAD, LOGS
from bot.story import labels
from bot.story.onrecord import OnRecord, Where, long_words
from bot.story.statements import Kind, Statement, whole_second

Pick: TypeAlias = Callable[[OnRecord], Sequence[Statement]]

FINDERS = frozenset({LOGS, CODE})
TEAM = FINDERS | {LEAD}
CONFIRMED_WITHIN = timedelta(minutes=30)  # of `identified`: what is called confirmed then is why it was set
SAID_OF_THE_END_WITHIN = timedelta(minutes=5)  # of when it was set to be over: then people say what they saw of it
YOUNGER_BY = timedelta(minutes=15)  # than the first words from outside: then others are hurt, or still
REASON_WORDS_MIN = 12  # of a line after the end, for it to tell why: who says how it goes on needs fewer
LATER_MIN = 2  # lines after the finding that named the cause, for it to be no longer among those that ended it
_AT = attrgetter("at")
_SAYINGS: frozenset[Kind] = frozenset({"report", "message", "note", "told", "verdict"})  # neither idea nor intention
_DEEDS = _SAYINGS | {"decision"}  # a thought, a need and a fear end nothing


def anything(_: Statement) -> bool:
    return True


def is_saying(statement: Statement) -> bool:
    """What somebody saw, did or heard, as opposed to thought, wanted or decided."""
    return statement.kind in _SAYINGS


def from_outside(statement: Statement) -> bool:
    """Who holds no role and says what they see; who decides or thinks aloud is hardly one of those who are hurt."""
    return statement.is_from_outside and is_saying(statement)


def of_role(role: str) -> Where:
    return lambda s: s.role == role


def told_by_liaison(statement: Statement) -> bool:
    """What they know of it; what they ask, such as which words to send, is not so yet."""
    return statement.role == CUSTOMERS and not labels.is_question(statement.said)


def is_finding(statement: Statement) -> bool:
    return statement.role in FINDERS and is_saying(statement) and not labels.is_question(statement.said)


def is_news(statement: Statement) -> bool:
    """What a machine says stands beside the cause: it never tells how people's work goes on."""
    return is_saying(statement) and not statement.is_machine and not labels.is_thanks(statement.said)


def marked(mark: Mark) -> Pick:
    """What somebody meant to stand here."""
    return lambda record: record.newest(3, lambda s: mark in s.marks) if mark in record.marks else []


def done_since(record: OnRecord) -> Sequence[Statement]:
    """What somebody meant as done, of what goes on: nothing of before it began again."""
    since = record.began_again_at
    return record.newest(3, lambda s: "done" in s.marks, since=since) if "done" in record.marks else []


def done_until_the_end(record: OnRecord) -> Sequence[Statement]:
    """The same, said before the harm had ended; where nothing was, what was said after it."""
    since, until = record.began_again_at, record.mitigated_at
    before = record.newest(3, lambda s: "done" in s.marks, since=since, until=until) if "done" in record.marks else []
    return before or done_since(record)


def done_earlier(record: OnRecord) -> Sequence[Statement]:
    """What somebody meant as done before it began again: it ended nothing since."""
    until = record.began_again_at
    return record.newest(1, lambda s: "done" in s.marks, until=until) if until else []


def marked_over(record: OnRecord) -> Sequence[Statement]:
    """What somebody meant as the end; one before it began again was none."""
    since = record.began_again_at
    return record.newest(3, lambda s: "over" in s.marks, since=since) if "over" in record.marks else []


def answered_over(record: OnRecord) -> Sequence[Statement]:
    """The same of the lines that somebody chose who was asked."""
    since = record.began_again_at
    return record.newest(2, lambda s: "over" in s.answers, since=since) if "over" in record.marks else []


def answered(mark: Mark) -> Pick:
    """The lines that somebody chose who was asked which of them it is."""
    return lambda record: record.newest(2, lambda s: mark in s.answers) if mark in record.marks else []


def answered_done(record: OnRecord) -> Sequence[Statement]:
    """The same of what ended it, and last: what ended it before it began again is done earlier."""
    since = record.began_again_at
    return record.newest(2, lambda s: "done" in s.answers, since=since) if "done" in record.marks else []


def last_report_of_lead(record: OnRecord) -> Sequence[Statement]:
    """The one sentence that the lead wants read. What was said before the last act is old once the harm has ended."""
    since = record.changed_at if record.mitigated_at else None
    return record.newest(1, lambda s: s.role == LEAD and (since is None or s.at > since), of="report")


def first_where(where: Where) -> Pick:
    """The first of these, said not later than the first mitigation; what somebody meant as its end is no beginning."""
    return lambda record: record.first(lambda s: where(s) and "over" not in s.marks, until=record.mitigated_at)


def very_first(record: OnRecord) -> Sequence[Statement]:
    """The same of all lines. Where that one stands elsewhere, the next is not the first in its place."""
    return _free(_first(record, anything), record)


def _first(record: OnRecord, where: Where) -> Sequence[Statement]:
    """The first of these, wherever it stands."""
    return first_where(where)(_anew(record))


def second_of_one_alone(record: OnRecord) -> Sequence[Statement]:
    """What the first to speak said next, where neither anybody without a role nor the liaison said anything."""
    is_alone = not any(_first(record, where) for where in (from_outside, of_role(CUSTOMERS)))
    first, second = record.said[:1], record.said[1:2]
    until = record.mitigated_at
    spoken = [s for s in second if is_alone and is_saying(s) and s.by == first[0].by and (not until or s.at <= until)]
    return [s for s in spoken if record.is_free(s)]


def _anew(record: OnRecord) -> OnRecord:
    """The record before any of its lines stood anywhere."""
    return replace(record, taken=frozenset())


def _free(lines: Sequence[Statement], record: OnRecord) -> Sequence[Statement]:
    return [s for s in lines if s.label not in record.taken]


def sums_named(record: OnRecord) -> Sequence[Statement]:
    """The newest that name a sum, whoever said so; where one stands elsewhere, an older one is not the newest."""
    named = (s for s in reversed(record.said) if labels.holds_a_sum(s.said))
    newest = islice((s for s in named if not s.is_machine and not record.is_set_aside(s)), 2)
    return _free([*newest][::-1], record)


def harm_with_figure(record: OnRecord) -> Sequence[Statement]:
    """The first lines on the harm that hold a figure; a machine counts nobody.

    Where one of them stands elsewhere, the next is not the first.
    """
    first = {s.label: s for s in (*_early(record), *later_from_outside(_anew(record)))}
    counting = (s for s in first.values() if labels.holds_a_figure(s.said) and not s.is_machine)
    return sorted(_free([*counting], record), key=_AT)


def counted_since_the_end(record: OnRecord) -> Sequence[Statement]:
    """Of what logs and the liaison said since of the same things, the newest line that counts most.

    How many it was is known last; where nobody counted since, who put a figure right before has. A load, a limit and an
    answer of a machine are figures too, and of something else.
    """
    if record.mitigated_at is None:
        return []
    things = _things_hurt(record)
    since = whole_second(record.mitigated_at)
    lines = sorted((s for role in (LOGS, CUSTOMERS) for s in record.said_by(role, since=since)), key=_AT)
    counted = [(count, s) for s in lines if is_saying(s) and (count := labels.counts(s.said))]
    most_last = sorted(counted, key=itemgetter(0))
    found = [*islice((s for _, s in reversed(most_last) if long_words(s.said) & things and record.is_free(s)), 1)]
    if found:
        return found
    return record.newest(
        1, lambda s: _puts_right(s) and bool(long_words(s.said) & things), since=record.began_again_at, until=since
    )


def _puts_right(statement: Statement) -> bool:
    """Whether somebody who counts takes a figure back and names another."""
    said = statement.said
    is_theirs = statement.role in {LOGS, CUSTOMERS} and is_saying(statement)
    return is_theirs and bool(labels.withdrawn(said)) and labels.counts(said) > 0


def counted_again(record: OnRecord) -> Sequence[Statement]:
    """The newest line of a holder with a figure of the first lines on the harm: what became of what was feared."""
    early = {s.label: s for s in _early(record)}
    things = set().union(*(labels.things_counted(s.said) for s in early.values()))

    def is_again(line: Statement) -> bool:
        named = bool(line.role) and line.label not in early and is_saying(line)
        may_be = named and any(figure in line.said for figure, _ in things)
        return may_be and not things.isdisjoint(labels.things_counted(line.said))

    return _free(_anew(record).newest(1, is_again), record) if things else []


def first_counted(record: OnRecord) -> Sequence[Statement]:
    """Where logs or the liaison first named a figure of what stands as how many, if that counts as much.

    What others say of it later only uses it.
    """
    line, since = next(iter(counted_since_the_end(record)), None), record.began_again_at
    if line is None:
        return []
    figures, count = labels.long_numbers(line.said), labels.counts(line.said)

    def is_first(statement: Statement) -> bool:
        is_of_it = is_saying(statement) and not figures.isdisjoint(labels.long_numbers(statement.said))
        return is_of_it and labels.counts(statement.said) >= count

    said = (record.said_by(role, since=since, before=line.at) for role in (LOGS, CUSTOMERS))
    first = (next(filter(is_first, lines), None) for lines in said)
    return _free(sorted(filter(None, first), key=_AT)[:1], record)


def _early(record: OnRecord) -> Sequence[Statement]:
    """The first lines on the harm: of anybody, of those outside, of the liaison."""
    return [s for where in (anything, from_outside, of_role(CUSTOMERS)) for s in _first(record, where)]


def _things_hurt(record: OnRecord) -> frozenset[str]:
    """What the first lines on the harm name, and what it is called."""
    return long_words(record.title).union(*(long_words(s.said) for s in _early(record)))


def later_from_outside(record: OnRecord) -> Sequence[Statement]:
    """The newest from outside, where it is so much younger than the first that it is no echo of it."""
    first = record.very_first(from_outside)
    latest = record.newest(1, from_outside, until=record.mitigated_at)
    return [s for s in latest if first and s.at - first.at >= YOUNGER_BY]


def newest_of(role: str, at_most: int = 1) -> Pick:
    """What they said last. Where that stands elsewhere, what they said before is not the newest in its place."""
    return lambda record: _free(_anew(record).newest(at_most, is_saying, by=role), record)


def newest_but_proposals(role: str) -> Pick:
    """What is going on; an idea is none of it, and what was proposed or marked as something else stands as that."""

    def is_going_on(statement: Statement) -> bool:
        return statement.kind in _DEEDS and not _is_proposed(statement) and statement.marks <= {"done"}

    return lambda record: record.newest(1, is_going_on, by=role)


def _is_proposed(statement: Statement) -> bool:
    return statement.kind == "decision" and labels.is_proposal(statement.said)


def newest_actions(record: OnRecord) -> Sequence[Statement]:
    """What logs and code last reported as being done; what they did before the end is no longer being done.

    Where the newest report stands on the page already, an older one does not take its place: that is no longer so.
    """
    since = record.changed_at if record.mitigated_at else None
    newest = [s for role in FINDERS for s in _anew(record).newest(1, _tells_a_deed, by=role, since=since)]
    return [s._replace(said=s.did) for s in sorted(newest, key=lambda s: s.at) if s.label not in record.taken]


def _tells_a_deed(statement: Statement) -> bool:
    return bool(statement.did)


def newest_finding_of(role: str) -> Pick:
    """Since it began again, if it did: what was found before is of the time before."""
    return lambda record: record.newest(1, is_finding, by=role, since=record.began_again_at)


def found_after_the_end(record: OnRecord) -> Sequence[Statement]:
    """What logs or code found after the harm had ended, where the cause was named before.

    What code calls confirmed then is why it happened; what others do is that it has ended.
    """
    if record.mitigated_at is None or record.identified_at is None:
        return []
    at = whole_second(record.mitigated_at)

    def since(statement: Statement) -> bool:
        return is_finding(statement) and statement.at > at

    sure = record.newest(1, lambda s: s.role == CODE and labels.says_confirmed(s.said) and since(s), since=at)
    return sure or record.newest(1, since, since=at)


def told_after_the_end(*roles: str) -> Pick:
    """What they said first once it was over, where the cause had no name before: then the reason is told.

    What is to be done about it later comes after it.
    """

    def told(record: OnRecord) -> Sequence[Statement]:
        if record.over_at is None or record.identified_at is not None:
            return []
        at, anew = whole_second(record.over_at), _anew(record)
        said = anew.newest(
            len(anew.said),
            lambda s: s.role in roles and s.at > at and _may_tell_why(s),
            since=at,
            until=at + CONFIRMED_WITHIN,
        )
        return _free(said[:1], record)

    return told


def _may_tell_why(statement: Statement) -> bool:
    """Whether it looks back at some length: what is done, for later, asked, denied or marked otherwise does not."""
    said = statement.said
    others = (labels.is_question, labels.is_under_way, labels.is_for_afterwards, labels.denies)
    is_none = any(is_so(said) for is_so in others)
    is_long = len(said.split()) >= REASON_WORDS_MIN
    return is_long and not is_none and _may_explain(statement) and statement.marks <= {"why"}


def said_confirmed(record: OnRecord) -> Sequence[Statement]:
    """What the team called confirmed around the time at which the cause was said to be identified.

    What is called so after the end confirms the end, where the cause was known before.
    """
    if record.identified_at is None:
        return []
    since, until = record.identified_at - CONFIRMED_WITHIN, record.identified_at + CONFIRMED_WITHIN
    if record.mitigated_at is not None and record.identified_at < record.mitigated_at:
        until = min(until, record.mitigated_at)
    return record.newest(1, _calls_it_confirmed, since=since, until=until)


def _calls_it_confirmed(statement: Statement) -> bool:
    return statement.role in TEAM and statement.kind in _SAYINGS and labels.says_confirmed(statement.said)


def found_since_confirmed(record: OnRecord) -> Sequence[Statement]:
    """What logs and code found last, after what was called confirmed and before the harm ended; a report before a word.

    Whoever called it confirmed may have taken it back since, and what was found later knows more.
    """
    confirmed = said_confirmed(_anew(record))
    if not confirmed:
        return []
    at, until = confirmed[-1].at, record.mitigated_at

    def since(statement: Statement) -> bool:
        return is_finding(statement) and statement.at > at

    reported = record.newest(1, since, of="report", since=at, until=until)
    return reported or record.newest(1, since, since=at, until=until)


def right_before_identified(record: OnRecord) -> Sequence[Statement]:
    return _before_identified(record, 1)


def before_identified(record: OnRecord) -> Sequence[Statement]:
    return _before_identified(record, 2)


def _before_identified(record: OnRecord, count: int) -> Sequence[Statement]:
    """The last words of the team before it; where one stands elsewhere, an older one is not the last in its place."""
    if record.identified_at is None:
        return []
    last = _anew(record).newest(count, _may_explain, until=record.identified_at)
    return _free(last, record)


def named_from_outside(record: OnRecord) -> Sequence[Statement]:
    """What somebody without a role said last before it was set to be known: whose fault it is may say so themselves."""
    if record.identified_at is None:
        return []
    last = _anew(record).newest(1, is_news, until=record.identified_at)
    return _free([s for s in last if from_outside(s) and not labels.is_question(s.said)], record)


def _may_explain(statement: Statement) -> bool:
    """What the team saw or thought; what it asked, decided or needs, and a row of figures, explains nothing."""
    is_theirs = statement.role in TEAM and (is_saying(statement) or statement.kind == "idea")
    is_asked = statement.kind != "idea" and labels.is_question(statement.said)
    return is_theirs and not is_asked and not labels.is_mostly_figures(statement.said)


def eligible_idea(record: OnRecord) -> Sequence[Statement]:
    """The newest idea that nothing on record denies; a question, request or forecast only where there is no other."""

    def is_open(statement: Statement) -> bool:
        return statement.label not in record.answered

    def explains(statement: Statement) -> bool:
        return is_open(statement) and _explains(statement.said)

    found = record.newest(1, explains, of="idea")
    return found if found or record.very_first(explains, of="idea") else record.newest(1, is_open, of="idea")


def _explains(text: str) -> bool:
    excluding = (labels.is_question, labels.is_request, labels.is_forecast, labels.is_deed)
    return not any(is_none(text) for is_none in excluding)


def expected(record: OnRecord) -> Sequence[Statement]:
    """The newest forecast that was recorded as an idea."""
    return record.newest(1, lambda s: labels.is_forecast(s.said), of="idea")


def newest_of_machines(record: OnRecord) -> Sequence[Statement]:
    """What an alarm or another house's status page said last before the end: never why, nor that it is over."""
    return record.newest(1, anything, of="machine", until=record.mitigated_at)


def since_estimate(record: OnRecord) -> Sequence[Statement]:
    """The newest line of code after the estimate, which is old then."""
    at = record.estimated_at
    return [] if at is None else record.newest(1, lambda s: s.at > at, by=CODE, since=at)


def agreed(record: OnRecord) -> Sequence[Statement]:
    """The newest "Yes" with the line that it answers; it says nothing without it."""
    free = (pair for pair in record.agreements() if record.taken.isdisjoint(line.label for line in pair))
    return next(free, ())


def before_mitigated(record: OnRecord) -> Sequence[Statement]:
    """The last lines before the harm was said to have ended: among them is what ended it, if it is on record.

    The very first line is not among them, unless it was a decision: what was changed before any harm was seen may be
    what caused it. Nor is what was found right before the cause was set to be known, where more was said after it.
    Where somebody said which line ended it, only what came after that one adds anything.
    """
    if record.mitigated_at is None:
        return []
    first = record.said[0].label if record.said and record.said[0].kind != "decision" else None
    apart = {first, *(s.label for s in _found_before_more_was_done(record))}
    said_to = max((s.at for s in record.answering("done")), default=None)
    since = max(filter(None, (said_to, record.began_again_at)), default=None)
    lines = record.newest(
        3, lambda s: s.label not in apart and may_have_ended_it(s), since=since, until=record.mitigated_at
    )
    return _with_their_yes(lines, record)


def _found_before_more_was_done(record: OnRecord) -> Sequence[Statement]:
    """The finding right before `identified`, if two lines at least stand behind it: a deed, and what it did."""
    since, until = record.identified_at, record.mitigated_at
    found = [s for s in right_before_identified(record) if is_finding(s)]
    if not found or since is None or until is None or since >= until:
        return []
    later = record.newest(LATER_MIN, lambda s: s.at > found[0].at and may_have_ended_it(s), since=since, until=until)
    return found if len(later) == LATER_MIN else []


def _with_their_yes(lines: Sequence[Statement], record: OnRecord) -> Sequence[Statement]:
    """The last three of these and of the bare decisions right after them, none of which stands without its line."""
    told = [one for line in lines for one in (line, record.agreed(line)) if one is not None][-3:]
    return told[1:] if told and record.is_set_aside(told[0]) else told


def may_have_ended_it(statement: Statement) -> bool:
    return statement.kind in _DEEDS and not statement.is_machine and not _proposes(statement)


def _proposes(statement: Statement) -> bool:
    """Whether it is a course that somebody suggests: as its author says, else as its words do."""
    return labels.is_proposal(statement.said) if statement.proposed is None else statement.proposed


def since_the_act(record: OnRecord) -> Sequence[Statement]:
    return record.newest(1, is_news, since=record.changed_at)


def since_mitigated(record: OnRecord) -> Sequence[Statement]:
    """The newest words since, and the newest of whoever felt it first, else of the end, else of another.

    Of the end is what somebody who did not set the state says in few words by the time that it is set to be over; what
    comes later is of what is learned from it. In few words about nothing that was hurt, whoever ended it takes leave.
    """
    if record.mitigated_at is None:
        return []
    since, things = record.mitigated_at, _things_hurt(record)
    by_then = None if record.over_at is None else record.over_at + SAID_OF_THE_END_WITHIN
    felt_by = {s.by for s in (*_first(record, from_outside), *later_from_outside(_anew(record)))}

    def newest(where: Where, until: datetime | None = None) -> Sequence[Statement]:
        return record.newest(1, lambda s: is_news(s) and where(s), since=since, until=until)

    def tells(s: Statement) -> bool:
        is_long = len(s.said.split()) >= REASON_WORDS_MIN
        return s.by != record.changed_by or is_long or not things.isdisjoint(long_words(s.said))

    last = newest(tells) or newest(anything)
    told, said_by = {s.label for s in last}, {record.changed_by, *(s.by for s in last)}
    other = (
        newest(lambda s: s.by in felt_by and s.label not in told)
        or newest(lambda s: s.by not in said_by and not _may_tell_why(s), until=by_then)
        or newest(lambda s: s.by not in said_by)
        or newest(lambda s: tells(s) and s.label not in told)
    )
    return sorted([*other, *last], key=_AT)


def proposed(record: OnRecord) -> Sequence[Statement]:
    """The newest proposal with no decision since."""
    decisions = reversed(record.by_kind.get("decision", ()))
    since = next((s.at for s in decisions if not _proposes(s)), None)
    return record.newest(1, _proposes, of="decision", since=since)


def said_for_afterwards(record: OnRecord) -> Sequence[Statement]:
    """What the team called work for later once the harm had ended."""
    if record.mitigated_at is None:
        return []
    since = record.mitigated_at
    return record.newest(2, lambda s: s.role != "" and labels.is_for_afterwards(s.said), since=since)


def decided_afterwards(record: OnRecord) -> Sequence[Statement]:
    return [] if record.mitigated_at is None else record.newest(2, anything, of="decision", since=record.mitigated_at)


def open_needs(record: OnRecord) -> Sequence[Statement]:
    return record.newest(2, anything, of="need")


def asked_from_outside(record: OnRecord) -> Sequence[Statement]:
    """The newest question from outside after which neither lead nor customer liaison said anything on record."""
    asked = record.newest(1, lambda s: s.is_from_outside and labels.is_question(s.said))
    return [s for s in asked if not any(later.role in {LEAD, CUSTOMERS} for later in record.after(s))]
