"""What holds whatever happens: courses of events that nobody thought of, made up by Hypothesis."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.incident import (
    customers,
    due,
    effect_rules,
    hypotheses,
    lifecycle,
    members,
    pauses,
    prompts,
    records,
    reminders,
    reports,
    roles,
    taking_back,
    tasks,
)
from bot.incident import facts as f
from bot.incident.effects import PRIORITY, Post, Surface
from bot.incident.errors import Refused
from bot.incident.logbook import BOT, Saying
from bot.incident.parts import Reminder
from bot.incident.policy import DEFAULT
from bot.incident.reminders import REMINDERS_MAX, REMINDERS_PER
from bot.incident.replay import apply, carry_on, replay
from bot.incident.state import Case, Incident
from tests.incident.given import ANA, BO, CLEO, EVE, LEO, Book, minute, opened

PEOPLE = (LEO, ANA, BO, CLEO)
ROLES = ("lead", "logs", "code", "customers")
Turn = Callable[[Book, float], Book]


def asked(rule: Callable[..., list[Saying]], **arguments: st.SearchStrategy[object]) -> st.SearchStrategy[Turn]:
    """Somebody asks this rule; a refusal is an answer too and changes nothing."""

    def turn(who: str, filled: dict[str, object]) -> Turn:
        def play(book: Book, at: float) -> Book:
            with suppress(Refused):
                return book.asks(at, who, rule, **filled)
            return book

        return play

    return st.builds(turn, st.sampled_from(PEOPLE), st.fixed_dictionaries(arguments))


def noted(kind: str) -> st.SearchStrategy[Turn]:
    """Somebody wrote in the channel, or opened the form."""
    return st.sampled_from(PEOPLE).map(lambda who: lambda book, at: book.does(**{kind: {who: at}}))


def heard(*rule: str) -> st.SearchStrategy[Turn]:
    """Slack tells of somebody who came or went."""

    def turn(who: str, act: str) -> Turn:
        return lambda book, at: book.asks(at, BOT, getattr(members, act), person=who)

    return st.builds(turn, st.sampled_from(PEOPLE), st.sampled_from(rule))


def deactivated(who: str) -> Turn:
    """They are no longer in the workspace, and so in no group of it."""

    def turn(book: Book, at: float) -> Book:
        groups = {group: tuple(one for one in people if one != who) for group, people in book.groups.items()}
        return replace(book, groups=groups).asks(at, BOT, members.gone, person=who, why="deactivated")

    return turn


def elsewhere(who: str) -> Turn:
    """Another incident reminds somebody, if they have room for it."""

    def turn(book: Book, at: float) -> Book:
        told = [when for one, when in all_heard(book) if one == who and when > minute(at) - REMINDERS_PER]
        if len(told) >= REMINDERS_MAX:
            return book
        there = (*book.heard_elsewhere.get(who, ()), minute(at))
        return replace(book, heard_elsewhere={**book.heard_elsewhere, who: there})

    return turn


def refused(book: Book, at: float) -> Book:
    """Slack takes nothing of what waits, for good."""
    waiting = [r for r in book.incident.reminders if not (r.delivered_at or r.undelivered_at or r.dropped)]
    return book.says(at, BOT, *(f.Undelivered(effect=f"reminder:{r.seq}", reason="user_not_found") for r in waiting))


def carried(book: Book, at: float) -> Book:
    """As `delivers`, but what is no longer true just before it goes out is dropped."""
    waiting = [r for r in book.incident.reminders if r.delivered_at is None and not r.dropped]
    untrue = [r for r in waiting if not due.still_true(book.case(at), r)]
    dropped = [f.ReminderDropped(reminder_seq=r.seq, why="no longer due") for r in untrue]
    return book.says(at, BOT, *dropped).delivers(at)


RUNGS = {"renewal", *(rule.rung for rule in reminders.LADDER)}
ABOUT_LEAD = {"lead silent", "who leads"}
ON_CALL = "S0ONCALL"
GUS = "U0GUS"  # a guest whom the file names, and who can have no duty
HOUSE = replace(DEFAULT, escalate_to=(GUS, EVE, ON_CALL), offered_to={"logs": (GUS, ON_CALL), "code": (ON_CALL,)})


def climbed(book: Book) -> list[Reminder]:
    """Whoever heard of a report that was missing."""
    return [reminder for reminder in book.incident.reminders if reminder.rung in RUNGS]


def all_heard(book: Book) -> list[tuple[str, datetime]]:
    """Who was reminded of anything when, here and elsewhere."""
    counted = (r for r in book.incident.reminders if r.person and r.rung in reminders.COUNTED and not r.dropped)
    there = ((who, at) for who, times in book.heard_elsewhere.items() for at in times)
    return [*((r.person, r.decided_at) for r in counted), *there]


def then(book: Book, reminder: Reminder) -> Book:
    """The logbook as it was when this was decided."""
    return replace(book, entries=book.entries[: reminder.seq - 1])


def looked_after(case: Case, *, role: str) -> list[Saying]:
    """By whoever was told last."""
    told = [r.person for r in case.incident.reminders if r.rung == "escalation" and role in r.roles and r.person]
    return reminders.look_after(replace(case, by=told[-1]), role=role) if told else []


people, some_role = st.sampled_from(PEOPLE), st.sampled_from(ROLES)
TURNS = st.one_of(
    asked(roles.take, role=some_role),
    asked(roles.offer, role=some_role, person=people),
    asked(roles.accept),
    asked(roles.decline),
    asked(roles.release, role=some_role),
    asked(roles.call, role=some_role),
    asked(roles.offer_to_group, role=some_role, ids=st.just(("S0DBA",))),
    asked(roles.accept, offer=st.integers(1, 40)),
    asked(roles.decline, offer=st.integers(1, 40)),
    people.map(lambda who: lambda book, at: book.asks(at, BOT, members.left, person=who)),
    people.map(lambda who: lambda book, at: book.asks(at, BOT, members.joined, person=who)),
    asked(reports.report, conditions=st.just("two found"), promised_min=st.none() | st.integers(1, 40)),
    asked(reports.nothing_new),
    asked(reports.postpone, role=some_role, minutes=st.integers(1, 60)),
    asked(pauses.snooze, role=st.none() | some_role, minutes=st.integers(1, 60), why=st.just("it runs")),
    asked(pauses.pause, why=st.just("all on the call")),
    asked(pauses.resume),
    asked(lifecycle.set_severity, severity=st.integers(1, 4)),
    asked(lifecycle.set_status, status=st.sampled_from(["investigating", "identified", "mitigated", "resolved"])),
    asked(lifecycle.reopen),
    asked(lifecycle.undo_resolve),
    asked(taking_back.undo),
    asked(hypotheses.think, text=st.sampled_from(["wrong owner", "bad mapping"])),
    asked(hypotheses.rule_out),
    asked(tasks.ask, what=st.just("restart it"), person=people, minutes=st.integers(1, 30)),
    asked(tasks.end, id=st.just("T1"), how=st.just("done"), words=st.just("it runs")),
    asked(looked_after, role=some_role),
    asked(reminders.is_here),
    heard("joined", "left"),
    noted("seen"),
    noted("form"),
    noted("substance"),
    people.map(elsewhere),
    people.map(deactivated),
    asked(records.ask_for_help, roles=st.just(())),
    st.just(carried),
    st.just(refused),
    st.just(lambda book, at: book.asks(at, BOT, reminders.nag)),
)
courses = st.lists(st.tuples(st.floats(0.1, 15), TURNS), max_size=30)
waits = st.just(0.0) | st.floats(0, 90)  # in which nothing happens any more


def begun(*, private: bool = False) -> Book:
    """Just opened by Leo, in a house that names Eve and whoever is on call, which may be Cleo or Bo."""
    book = replace(opened(severity=None, private=private), policy=HOUSE, groups={ON_CALL: (CLEO, BO), GUS: ()})
    return book.says(0, BOT, f.ChannelReady(channel="C0INC", name="inc-42"), f.Announced(channel="C0NEWS", ts="1.0"))


def played(course: list[tuple[float, Turn]]) -> tuple[Book, float]:
    """The logbook after these turns, each so many minutes after the one before, and the minute of the last."""
    book, at = begun(), 0.0
    for later, turn in course:
        at += later
        book = turn(book, at)
    return book, at


# Each looks at the logbook after a course of events, and a minute from the last on; all of them at the same ones.
Law = Callable[[Book, float], None]
LAWS: list[Law] = []
BUSY_LAWS: list[Law] = []  # of courses with customers and prompts as well


def law(holds: Law) -> Law:
    LAWS.append(holds)
    return holds


def busy_law(holds: Law) -> Law:
    BUSY_LAWS.append(holds)
    return holds


@law
def after_a_sweep_the_next_one_is_due_later_or_never(book: Book, at: float) -> None:
    swept = book.asks(at, BOT, reminders.nag)
    due_at = reminders.next_due(swept.case(at))

    assert due_at is None or due_at > minute(at)


@law
def a_sweep_has_something_to_say_exactly_when_it_is_due(book: Book, at: float) -> None:
    due_at = reminders.next_due(book.case(at))

    assert bool(reminders.nag(book.case(at))) == (due_at is not None and due_at <= minute(at))


@law
def what_a_sweep_decides_is_true_at_that_moment(book: Book, at: float) -> None:
    swept = book.asks(at, BOT, reminders.nag)
    decided = swept.incident.reminders[len(book.incident.reminders) :]

    assert all(reminders.still_true(swept.case(at), reminder) for reminder in decided)


@law
def in_hours_of_sweeps_nobody_hears_too_often_and_each_time_that_a_holder_is_asked_again_is_one_of_its_own(
    book: Book, at: float
) -> None:
    """At most three times an hour of all incidents."""
    for wait in range(0, 200, 10):
        book = carried(book.asks(at + wait, BOT, reminders.nag), at + wait)
    told = all_heard(book)
    renewed = [(name, r) for r in climbed(book) for name in r.roles if r.rung == "renewal" and not r.dropped]

    for person, first in told:
        assert sum(who == person and first <= when < first + REMINDERS_PER for who, when in told) <= REMINDERS_MAX
    assert {1} >= {*Counter((name, r.due_at) for name, r in renewed).values()}
    for name, r in renewed:
        clock = reports.clock_of(then(book, r).case(0), name)
        assert clock is not None
        assert r.decided_at >= clock.due_at + reports.UNATTENDED_INTERVALS * clock.interval + max(
            clock.interval, timedelta(minutes=reminders.RENEWED_EVERY_MIN)
        )


@law
def a_channel_reads_no_more_than_its_lines_an_hour(book: Book, at: float) -> None:
    said = [(r.rung, r.decided_at) for r in book.incident.reminders if not r.person and not r.dropped]

    for rung, first in said:
        at_most = reminders.ANNOUNCED_MAX if rung == "escalation" else REMINDERS_MAX
        assert sum(one == rung and first <= when < first + REMINDERS_PER for one, when in said) <= at_most


@given(st.lists(st.tuples(st.sampled_from(["logs", "code"]), st.integers(1, 12)), min_size=12, max_size=12))
@settings(deadline=None, max_examples=20)
def test_in_two_hours_of_short_promises_nobody_hears_more_often_either(promises: list[tuple[str, int]]) -> None:
    book = opened().says(0, BOT, f.ChannelReady(channel="C0INC", name="inc-42"))
    book = book.says(0, ANA, f.RoleTaken(role="logs", person=ANA)).says(0, BO, f.RoleTaken(role="code", person=BO))
    for step in range(48):
        at = step * 2.5
        if step % 4 == 0:
            role, minutes = promises[step // 4]
            book = book.asks(at, LEO, reports.report, role=role, conditions="two found", promised_min=minutes)
        book = carried(book.asks(at, BOT, reminders.nag), at)

    for each in climbed(book):
        within = [r for r in climbed(book) if r.person == each.person and not r.dropped]
        assert sum(each.decided_at <= r.decided_at < each.decided_at + REMINDERS_PER for r in within) <= REMINDERS_MAX


@law
def nobody_hears_twice_of_a_role_that_did_not_report_in_time(book: Book, at: float) -> None:
    told = Counter(
        (name, reminder.person or reminder.rung, reports.due_at(then(book, reminder).case(0), name))
        for reminder in climbed(book)
        for name in reminder.roles
        if not reminder.dropped and reminder.rung != "renewal"
    )

    assert set(told.values()) <= {1}


@given(courses, st.lists(st.floats(0.1, 12), max_size=8))
@settings(deadline=None)
def test_while_reminders_are_paused_nobody_hears_of_anything_but_what_another_asks(
    course: list[tuple[float, Turn]], waits: list[float]
) -> None:
    book, at = played(course)
    with suppress(Refused):
        book = book.asks(at, BO, pauses.pause, why="all on the call")
    for wait in waits:
        at += wait
        book = carried(book.asks(at, BOT, due.sweep), at)

    for reminder in book.incident.reminders:
        paused = then(book, reminder).incident.paused
        assert paused is None or reminder.rung in {"task", "help"} or reminder.decided_at >= paused.until
    for question in book.incident.questions:
        before = replace(book, entries=book.entries[: question.seq - 1]).incident
        assert before.paused is None or question.asked_at >= before.paused.until


@given(courses, st.booleans())
@settings(deadline=None)
def test_after_a_pause_every_report_has_a_whole_interval(course: list[tuple[float, Turn]], sooner: bool) -> None:  # noqa: FBT001
    book, at = played(course)
    holder = next((role.holder for role in book.incident.roles.values() if role.holder), None)
    if holder is None or not book.incident.is_open or book.incident.paused:
        return
    paused = book.asks(at, holder, pauses.pause, why="all on the call")
    end = at + (20 if sooner else 60)
    book = paused.asks(end, holder if sooner else BOT, pauses.resume if sooner else due.sweep)

    assert book.incident.paused is None
    assert not [r for r in climbed(paused) if r.is_open]
    for name in book.incident.roles:
        clock, cadence = reports.clock_of(book.case(end), name), reports.phase_interval(book.case(end))
        first = reports.first_interval(book.case(end))
        if clock is not None and cadence is not None and first is not None and not book.incident.customers:
            assert clock.due_at >= minute(end) + min(cadence, first)


@law
def a_sweep_of_all_leaves_nothing_that_is_due(book: Book, at: float) -> None:
    swept = book.asks(at, BOT, due.sweep)
    due_at = due.next_at(swept.case(at))

    assert due_at is None or due_at > minute(at)


@law
def a_lead_is_asked_for_a_sign_of_life_once_and_never_while_they_give_one(book: Book, at: float) -> None:
    for reminder in (r for r in book.incident.reminders if r.rung in ABOUT_LEAD):
        incident = then(book, reminder).incident
        assert incident.is_open
        assert incident.lead
        signs = [entry.recorded_at for entry in incident.entries if entry.by == incident.lead]
        assert reminder.decided_at > max(signs, default=reminder.decided_at - REMINDERS_PER)
    asked = Counter(
        (r.rung, r.person, r.due_at, then(book, r).incident.clocks_from)  # after a pause it is asked anew
        for r in book.incident.reminders
        if r.rung in ABOUT_LEAD
    )
    assert set(asked.values()) <= {1}


@law
def nobody_hears_of_a_role_that_nobody_holds_or_of_what_is_over(book: Book, at: float) -> None:
    for reminder in climbed(book):
        incident = then(book, reminder).incident
        assert incident.is_open
        assert all(incident.role(name).holder for name in reminder.roles)


@given(courses, st.sampled_from(["logs", "code", "customers"]), st.floats(0, 90))
@settings(deadline=None)
def test_within_an_interval_after_a_report_nobody_hears_of_its_role(
    course: list[tuple[float, Turn]], role: str, wait: float
) -> None:
    book, at = played(course)
    holder = book.incident.role(role).holder
    if holder is None or not book.incident.is_open:
        return
    book = book.asks(at, holder, reports.report, role=role, conditions="two found")
    clock = reports.clock_of(book.case(at), role)
    later = book.asks(at + wait, BOT, reminders.nag)

    heard = [r for r in climbed(later) if r.seq > len(book.entries) and role in r.roles]
    assert not heard or (clock is not None and minute(at + wait) >= clock.due_at)


@given(courses, st.sampled_from(["logs", "code", "customers"]))
@settings(deadline=None)
def test_of_a_silence_of_two_intervals_somebody_else_hears(course: list[tuple[float, Turn]], role: str) -> None:
    book, at = played(course)
    clock = reports.clock_of(book.case(at), role)
    if clock is None or clock.due_at <= minute(at):
        return
    due, n = (clock.due_at - minute(0)) / timedelta(minutes=1), clock.interval / timedelta(minutes=1)
    for share in (0, 1 / 2, 1, 1.5, 2):  # a form or a message that is seen puts a rung off; within 2n it is told
        book = carried(book.asks(due + share * n, BOT, reminders.nag), due + share * n)
    if book.incident.role(role).holder is None or not book.incident.is_open:
        return

    told = {r.person for r in climbed(book) if role in r.roles and r.decided_at >= clock.due_at}
    others = {"", book.incident.lead, EVE, CLEO, BO} - {book.incident.role(role).holder, None}
    heard = Counter(who for who, _ in all_heard(book)) + Counter(r.person for r in climbed(book) if not r.person)
    assert others & told or all(heard[who] >= REMINDERS_MAX for who in others)


@law
def the_lead_is_asked_once_about_each_offer_and_once_how_bad_it_is(book: Book, at: float) -> None:
    offers, asked_about = book.incident.of(f.RoleOffered), []
    for reminder in book.incident.reminders:
        if reminder.rung in reminders.QUESTIONS and not reminder.dropped:
            for role in reminder.roles or ("",):
                seqs = [entry.seq for entry, fact in offers if fact.role == role and entry.seq < reminder.seq]
                asked_about.append((reminder.rung, role, reminder.task, seqs[-1:]))

    assert all(asked_about.count(question) == 1 for question in asked_about)


@law
def the_lead_hears_of_no_offer_that_could_not_be_read(book: Book, at: float) -> None:
    offers, asked = book.incident.offers, [r for r in book.incident.reminders if r.rung == "offer"]

    for reminder in asked:
        for role in reminder.roles:
            offer = [o for o in offers if o.seq < reminder.seq and role in dict(o.offers)][-1]
            assert offer.shown_at is not None
            assert offer.shown_at < reminder.decided_at


@given(courses, st.sampled_from(["logs", "code", "customers"]))
@settings(deadline=None)
def test_a_report_closes_the_ladder_of_its_role(course: list[tuple[float, Turn]], role: str) -> None:
    book, at = played(course)
    holder = book.incident.role(role).holder
    if holder is None or not book.incident.is_open:
        return
    book = book.asks(at, holder, reports.report, role=role, conditions="two found")
    now = [fact for fact in reminders.nag(book.case(at)) if isinstance(fact, f.Reminded)]

    asked = [reminder for reminder in book.incident.reminders if reminder.is_open and reminder.rung != "offer"]

    assert not any(role in fact.roles for fact in now if fact.rung != "offer")
    assert not any(role in reminder.pending for reminder in asked)


@law
def whatever_is_accepted_replays_to_the_same_state(book: Book, at: float) -> None:
    struck = {fact.seq for fact in book.facts if isinstance(fact, f.Struck)}
    folded = Incident(42)
    for entry in book.entries:
        folded = folded if entry.seq in struck else apply(folded, entry)
    whole = replay(42, book.entries)

    assert folded == replace(whole, entries=(), struck=(), last_seq=0, _ids={})


@law
def carrying_on_entry_by_entry_is_replaying_the_whole_logbook(book: Book, at: float) -> None:
    carried = Incident(42)
    for entry in book.entries:
        carried = carry_on(carried, [entry])

    whole, kinds = replay(42, book.entries), {type(fact) for fact in book.facts}

    assert whole == carried == book.incident  # this one carried on by what was said together
    assert all(whole.of(kind) == carried.of(kind) == book.incident.of(kind) for kind in kinds)


@law
def effects_come_most_urgent_first_and_posts_last(book: Book, at: float) -> None:
    effects = effect_rules.effects(Incident(42), book.incident, book.entries)
    places = [len(PRIORITY) if isinstance(effect, Post) else effect.priority for effect in effects]
    names = [effect.name for effect in effects if isinstance(effect, Surface)]

    assert sorted(places) == places
    assert len(set(names)) == len(names)


# ---- what is told beside the reports ---------------------------------------------------------------


def swept(book: Book, at: float) -> Book:
    """Whatever comes due is decided and stands in Slack."""
    return book.asks(at, BOT, due.sweep).delivers(at)


ON_THE_REGISTER = st.one_of(
    TURNS,
    asked(customers.affected, name=st.sampled_from(["Northwind", "Southgate"]), deadline_at=st.none()),
    st.tuples(st.sampled_from(["Northwind", "Southgate"]), st.none() | st.integers(1, 60)).map(
        lambda told: lambda book, at: _told(book, at, *told)
    ),
    asked(prompts.slow_down, times=st.sampled_from([1, 2])),
    asked(prompts.switch_off, prompt=st.sampled_from([prompt.name for prompt in prompts.PROMPTS])),
    st.just(swept),
)
busy_courses = st.lists(st.tuples(st.floats(0.1, 15), ON_THE_REGISTER), max_size=40)


def _told(book: Book, at: float, customer: str, promised_min: int | None) -> Book:
    promised_at = None if promised_min is None else minute(at + promised_min)
    with suppress(Refused):
        return book.asks(at, CLEO, customers.told, customer=customer, what="we are on it", promised_at=promised_at)
    return book


@busy_law
def after_everything_due_was_said_the_next_is_due_later_or_never(book: Book, at: float) -> None:
    book = book.asks(at, BOT, due.sweep)
    next_at = due.next_at(book.case(at))

    assert next_at is None or next_at > minute(at)


@busy_law
def what_is_told_beside_the_reports_is_true_at_that_moment(book: Book, at: float) -> None:
    said = book.asks(at, BOT, due.sweep)
    decided = said.incident.reminders[len(book.incident.reminders) :]

    assert all(due.still_true(said.case(at), reminder) for reminder in decided)


@busy_law
def prompts_are_ten_minutes_apart_and_none_comes_after_the_end(book: Book, at: float) -> None:
    told = [r for r in book.incident.reminders if r.rung == "prompt" and not r.dropped]
    by_person = [[r.decided_at for r in told if r.person == who] for who in PEOPLE]

    assert all(then(book, r).incident.is_open and r.person == then(book, r).incident.lead for r in told)
    assert all(later - one >= prompts.APART for at in by_person for one, later in pairwise(at))


@busy_law
def nobody_hears_more_than_three_times_an_hour_of_all_that_is_counted(book: Book, at: float) -> None:
    heard = all_heard(book)

    for person, first in heard:
        assert sum(who == person and first <= when < first + REMINDERS_PER for who, when in heard) <= REMINDERS_MAX


@busy_law
def a_prompt_that_is_switched_off_comes_no_more(book: Book, at: float) -> None:
    told = [r for r in book.incident.reminders if r.rung == "prompt" and not r.dropped]

    assert not [r for r in told if prompts.name_of(r.about) in then(book, r).incident.prompts_off]


@law
def no_offer_is_open_once_somebody_took_the_role_or_it_is_over(book: Book, at: float) -> None:
    incident = book.incident
    taken_seq = {fact.role: entry.seq for entry, fact in incident.of(f.RoleTaken)}
    standing = [offer for offer in incident.personal_offers if offer.is_open]

    assert all(offer.seq > taken_seq.get(offer.role, 0) for offer in standing)
    assert incident.is_open or not [offer for offer in standing if offer.offered_at <= incident.status_since]
    assert len({offer.role for offer in standing}) == len(standing)


@law
def of_several_who_are_asked_the_lead_hears_once_and_nobody_is_asked_twice_to_lead(book: Book, at: float) -> None:
    incident = book.incident
    asked_about = [(r.roles, r.due_at) for r in incident.reminders if r.rung == "group" and not r.dropped]
    by_bot = [fact.person for entry, fact in incident.of(f.RoleOffered) if entry.by == BOT]
    gone = [fact for _, fact in incident.of(f.HolderGone) if "lead" in fact.roles]

    assert len(asked_about) == len(set(asked_about))
    assert all(count <= len(gone) for count in Counter(by_bot).values())


# ---- who may answer --------------------------------------------------------------------------------


def inside(incident: Incident) -> set[str]:
    """Whoever is in the channel, or on their way: also who wrote something, for only from inside one does."""
    left_seq = {fact.person: entry.seq for entry, fact in incident.of(f.Left)}
    wrote = {entry.by for entry in incident.entries if entry.seq > left_seq.get(entry.by, 0)}
    return members.insiders(incident) | wrote


@given(st.lists(st.tuples(st.floats(0.1, 15), ON_THE_REGISTER), max_size=40), st.booleans())
@example(
    [
        (1, lambda book, at: book.asks(at, BOT, members.left, person=LEO)),
        (1, lambda book, at: book.asks(at, ANA, tasks.ask, what="restart it", person=LEO, minutes=1)),
    ],
    False,
)
@settings(deadline=None)
def test_nobody_hears_who_may_not_answer(course: list[tuple[float, Turn]], private: bool) -> None:  # noqa: FBT001
    book, at = begun(private=private), 0.0
    for later, turn in course:
        at += later
        book = turn(book, at)
    for wait in (0, 30, 24 * 60, 25 * 60):
        book = swept(book, at + wait)
    for reminder in book.incident.reminders:
        before = then(book, reminder)
        named = {EVE, CLEO, BO} if not private and reminder.rung in {"escalation", "help"} else set()
        may = inside(before.incident) | named
        is_called = members.is_wanted_in(before.incident, reminder.person)  # back, where they had left
        assert (
            reminder.person in may
            or is_called
            or (not reminder.person and not (private and reminder.rung == "escalation"))
        )
        assert reminder.rung not in RUNGS - {"due", "renewal"} or reminder.person not in {
            before.incident.role(name).holder for name in reminder.roles
        }


@given(busy_courses, people, st.booleans())
@settings(deadline=None)
def test_nobody_hears_anything_who_is_no_longer_there(
    course: list[tuple[float, Turn]],
    who: str,
    leaves: bool,  # noqa: FBT001
) -> None:
    book, at = played(course)
    book = book.asks(at, BOT, members.joined, person=who)
    gone = book.asks(at, BOT, members.left, person=who) if leaves else deactivated(who)(book, at)
    named = {CLEO, BO} if leaves else set()  # a shift goes on, whoever of it is in the channel
    later = gone
    for wait in (0, 5, 15, 40, 24 * 60, 25 * 60):
        later = swept(later, at + wait)
    told = later.incident.reminders[len(gone.incident.reminders) :]

    assert GUS not in {r.person for r in told}
    assert not [r for r in told if r.person == who and not (who in named and r.rung in {"escalation", "help"})]
    assert not [q for q in later.incident.questions if q.person == who and q.asked_at > minute(at)]


@busy_law
def for_one_need_nobody_is_asked_twice_and_not_whoever_has_it(book: Book, at: float) -> None:
    book = swept(book, at)
    needs = {fact.id: entry.by for entry, fact in book.incident.of(f.NeedStated)}
    asked_for = [(r.about, r.person) for r in book.incident.reminders if r.rung == "help" and not r.dropped]

    assert set(Counter(asked_for).values()) <= {1}
    assert not [person for need, person in asked_for if needs.get(need) == person]


# ---- all of it -------------------------------------------------------------------------------------


@given(courses, waits)
@settings(deadline=None)
def test_every_law_holds_whatever_happens(course: list[tuple[float, Turn]], wait: float) -> None:
    book, at = played(course)
    for holds in LAWS:
        holds(book, at + wait)


@given(busy_courses, waits)
@settings(deadline=None)
def test_every_law_of_a_busy_course_holds(course: list[tuple[float, Turn]], wait: float) -> None:
    book, at = played(course)
    for holds in BUSY_LAWS:
        holds(book, at + wait)
