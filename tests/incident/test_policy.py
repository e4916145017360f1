"""The house's policy: an incident is opened under it, records it where it is not the default, and keeps it."""

from dataclasses import replace
from functools import partial

from bot.incident import facts as f
from bot.incident import lifecycle, reminders, reports, roles
from bot.incident.policy import AS_OPENED, DEFAULT, DUTIES, Duty, Policy
from bot.incident.policy_record import of_record
from bot.incident.state import Case
from tests.incident.given import ANA, LEO, Book, minute, opened

DATABASE = Duty("database", "database", "looks after it", ("db",), "load", "I am careful.", {1: (2, 4, 8, 16), 2: ()})
HOUSE = Policy(duties=(*DUTIES, DATABASE), report_cadence_min={1: (3, 5, 7, 9), 2: (4, 6, 8, 10)})
start = partial(lifecycle.open_incident, title="Documents missing", severity=1)


def under(house: Policy) -> Book:
    """Leo opened it in this house; whatever is asked later is asked of the incident alone."""
    book = replace(Book(), policy=house).asks(0, LEO, start)
    return replace(book, policy=AS_OPENED)


def test_the_default_policy_leaves_no_trace_in_the_record() -> None:
    assert [f.Opened, f.RoleTaken] == [type(fact) for fact in under(DEFAULT).facts]


def test_what_counts_only_while_words_are_read_is_no_policy_of_its_own() -> None:
    other = replace(
        DEFAULT, duties=tuple(replace(duty, aliases=("x",)) for duty in DUTIES), severity_meanings={1: "Bad"}
    )

    assert under(DEFAULT).facts == under(other).facts


def test_an_incident_keeps_the_policy_that_it_was_opened_under() -> None:
    kept = under(HOUSE).incident.policy

    assert HOUSE.titles == kept.titles
    assert ("load", "I am careful.") == (kept.duties[-1].reports, kept.duties[-1].briefing)
    assert HOUSE.report_cadence_min == kept.report_cadence_min
    assert [(2, 4, 8, 16), None, None] == [kept.minutes(severity, "database") for severity in (1, 2, 3)]
    assert [(3, 5, 7, 9), (4, 6, 8, 10), None] == [kept.minutes(severity, "logs") for severity in (1, 2, 3)]


def test_what_is_recorded_is_recorded_the_same_again() -> None:
    book = under(HOUSE)

    again = under(replace(book.incident.policy, severity_meanings=DEFAULT.severity_meanings))

    assert book.facts == again.facts


def test_an_older_logbook_has_todays_defaults() -> None:
    assert DEFAULT == opened().incident.policy


def test_a_role_of_the_house_is_offered_taken_and_reported_for_on_its_own_clock() -> None:
    book = under(HOUSE).asks(1, LEO, roles.offer, role="database", person=ANA).asks(2, ANA, roles.accept)

    assert minute(4) == reminders.next_due(book.case(2))

    reported = book.asks(3, ANA, reports.report, conditions="load is normal")
    assert minute(7) == reports.due_at(reported.case(3), "database")


def test_a_role_may_report_on_demand_where_the_others_have_a_clock() -> None:
    book = under(HOUSE).asks(0, LEO, lifecycle.set_severity, severity=2)
    book = book.says(1, ANA, f.RoleTaken(role="database", person=ANA), f.RoleTaken(role="logs", person=LEO))

    assert reports.due_at(book.case(1), "database") is None
    assert minute(5) == reports.due_at(book.case(1), "logs")


def test_a_role_that_the_house_took_up_later_is_none_of_an_older_incident() -> None:
    case = Case(opened().incident, minute(1), LEO)

    assert case.policy.duty("database") is None
    assert under(HOUSE).case(1).policy.duty("database") is not None


def test_minutes_of_a_clock_are_read_back_as_they_were_recorded() -> None:
    told = f.PolicyAdopted(
        roles=(f.RoleTerms(name="lead", title="chief", duty="decides"),),
        cadence=(f.CadenceTerms(severity=4, minutes=(1, 2, 3, 4)),),
    )

    assert {"lead": "chief"} == of_record(told).titles
    assert (1, 2, 3, 4) == of_record(told).minutes(4, "lead")
