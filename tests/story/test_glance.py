"""The incident at a glance: what is on record as spans and points, and nothing else."""

from datetime import timedelta

import pytest

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.story import glance
from bot.story.glance import CUSTOMERS_MAX, IDEAS_MAX, ROLES_MAX, Extent, Glance, Lane, Point
from bot.story.timeline import PinnedMessage
from tests.incident.given import ANA, BO, CLEO, LEO, Book, imported, minute, opened, staffed
from tests.story.carta import DURING, FINAL, clock, told

HOUR = 60


def seen(incident: Incident, at_min: float) -> Glance:
    return glance.of(incident, now=minute(at_min), policy=Policy())


def lanes(picture: Glance, name: str) -> list[Lane]:
    return [lane for lane in picture.lanes if lane.name == name]


def only(picture: Glance, name: str) -> Lane:
    [lane] = lanes(picture, name)
    return lane


def final() -> Glance:
    return glance.of(told(*FINAL), now=clock("16:00"), policy=Policy())


def test_each_phase_lasts_until_the_next_and_the_end_is_a_point() -> None:
    state = only(final(), "state")

    assert (
        Extent("investigating", clock("13:20"), clock("14:20")),
        Extent("identified", clock("14:20"), clock("15:10")),
        Extent("mitigated", clock("15:10"), clock("15:26")),
    ) == state.spans
    assert (Point("resolved", clock("15:26")),) == state.points


def test_the_phase_that_goes_on_has_an_open_end() -> None:
    picture = glance.of(told(*DURING), now=clock("14:05"), policy=Policy())

    assert (Extent("investigating", clock("13:20"), clock("14:05"), is_end_open=True),) == only(picture, "state").spans


def test_one_of_an_export_is_drawn_as_long_as_its_channel_lasted_and_no_state_is_made_up() -> None:
    """Bo looks into it a month later, and it is closed: that is no part of the picture."""
    later = 30 * 24 * HOUR
    book = imported(until_min=50).says(later, BO, f.HypothesisRaised(id="H1", text="the printer driver"))
    picture = seen(book.says(later + 5, LEO, f.StatusSet(status="closed")).incident, later + 10)

    assert (minute(0), minute(50)) == (picture.begins_at, picture.ends_at)
    assert ((), (), ()) == (
        only(picture, "state").head.values["turns"],
        only(picture, "state").spans,
        only(picture, "idea").spans,
    )
    assert (Extent("harm", minute(0), minute(50), is_begin_open=True, is_end_open=True),) == only(picture, "harm").spans


def test_one_that_was_put_down_later_is_drawn_when_it_was() -> None:
    book = Book().says(10 * HOUR, LEO, f.Opened(title="Documents missing", over=True))
    for which, at in (("impact start", 0), ("mitigated", 90)):
        book = book.says(10 * HOUR, LEO, f.TimeSet(which=which, time=minute(at), source="Leo"))
    picture = seen(book.says(10 * HOUR, LEO, f.StatusSet(status="resolved")).incident, 11 * HOUR)

    assert (minute(0), minute(90)) == (picture.begins_at, picture.ends_at)
    assert (Extent("harm", minute(0), minute(90)),) == only(picture, "harm").spans
    assert () == only(picture, "state").spans


def test_an_end_that_was_taken_back_was_none() -> None:
    book = opened().says(10, LEO, f.StatusSet(status="resolved"))
    book = book.says(12, LEO, f.StatusSet(status="investigating", undoes=book.entries[-1].seq))

    state = only(seen(book.incident, 20), "state")

    assert (Extent("investigating", minute(0), minute(20), is_end_open=True),) == state.spans
    assert () == state.points


def test_harm_ends_at_a_stated_time() -> None:
    book = opened().says(
        30,
        LEO,
        f.TimeSet(which="impact start", time=minute(-20)),
        f.TimeSet(which="mitigated", time=minute(25)),
        f.StatusSet(status="mitigated"),
    )

    assert (Extent("harm", minute(-20), minute(25)),) == only(seen(book.incident, 40), "harm").spans


def test_that_its_state_was_set_does_not_say_that_the_harm_ended() -> None:
    harm = only(final(), "harm")

    assert (Extent("harm", clock("11:40"), clock("15:10"), is_end_open=True),) == harm.spans
    assert harm.head.values["ended_at"] is None


def test_harm_without_a_stated_begin_is_known_from_the_opening_and_open_before_it() -> None:
    harm = only(seen(opened().incident, 10), "harm")

    assert (Extent("harm", minute(0), minute(10), is_begin_open=True, is_end_open=True),) == harm.spans


def test_times_that_contradict_each_other_are_not_drawn() -> None:
    book = opened().says(
        5, LEO, f.TimeSet(which="impact start", time=minute(4)), f.TimeSet(which="detected", time=minute(2))
    )

    harm = only(seen(book.incident, 10), "harm")

    assert ("harm_contradicted", ()) == (harm.head.words_id, harm.spans)


def test_a_false_alarm_hurt_nobody_as_far_as_is_known() -> None:
    picture = seen(opened().says(5, LEO, f.StatusSet(status="cancelled")).incident, 10)

    assert [] == lanes(picture, "harm")
    assert (Point("cancelled", minute(5)),) == only(picture, "state").points


def test_an_idea_lasts_from_its_statement_to_what_settled_it() -> None:
    ruled_out, confirmed = lanes(final(), "idea")

    assert (Extent("idea", clock("13:30"), clock("13:38")),) == ruled_out.spans
    assert (Point("ruled out", clock("13:38")),) == ruled_out.points
    assert (Point("confirmed", clock("14:20")),) == confirmed.points


def test_an_idea_that_nobody_settled_is_open() -> None:
    book = opened().says(3, LEO, f.HypothesisRaised(id="H1", text="the cache is stale"))

    idea = only(seen(book.incident, 20), "idea")

    assert (Extent("idea", minute(3), minute(20), is_end_open=True),) == idea.spans
    assert () == idea.points


def test_an_idea_that_a_line_denied_is_open_no_more() -> None:
    book = (
        staffed()
        .says(3, LEO, f.HypothesisRaised(id="H1", text="the payment cache is stale"))
        .says(6, ANA, f.Reported(role="logs", conditions="No, the payment cache was refilled at nine"))
    )

    idea = only(seen(book.incident, 20), "idea")

    assert (Point("denied", minute(6)),) == idea.points


def test_of_too_many_ideas_what_was_confirmed_stays_and_the_others_are_counted() -> None:
    book = opened()
    for number in range(1, 10):
        book = book.says(number, LEO, f.HypothesisRaised(id=f"H{number}", text=f"idea {number}"))
    book = book.says(20, LEO, f.HypothesisConfirmed(id="H1", evidence="seen"))
    picture = seen(book.incident, 30)

    assert IDEAS_MAX == len(lanes(picture, "idea"))
    assert "H1" == lanes(picture, "idea")[0].head.values["id"]
    assert 3 == only(picture, "ideas_more").head.values["count"]


def test_reports_are_on_time_late_or_missing_as_the_summary_counts_them() -> None:
    book = (
        staffed()  # SEV1: a report each ten minutes while it is investigated, the first after five
        .says(4, ANA, f.Reported(role="logs", conditions="nothing yet"))
        .says(30, ANA, f.Reported(role="logs", conditions="two are found"))
    )

    reports = only(seen(book.incident, 60), "reports")

    assert [("on time", 4.0), ("late", 30.0)] == [
        (point.symbol, (point.at - minute(0)) / timedelta(minutes=1)) for point in reports.points[:2]
    ]
    assert ["missed"] == [point.symbol for point in reports.points[2:]]
    assert {"on time": 1, "late": 1, "missed": 1, "unmeasured": 0} == reports.head.values["counts"]


def test_a_customer_has_contacts_and_a_deadline() -> None:
    customer = only(final(), "customer")

    assert {
        Point("told", clock("13:48")),
        Point("told", clock("15:25")),
        Point("deadline", clock("18:00")),
    } == set(customer.points)


def test_a_line_marked_as_told_has_a_row_and_nobody_is_said_to_have_heard_nothing() -> None:
    """It names no customer, so it is nobody's own contact, and everybody's may be it."""
    book = opened().says(1, CLEO, f.CustomerAffected(id="C1", name="Firm 1", deadline_at=minute(300)))
    book = book.says(1, CLEO, f.CustomerAffected(id="C2", name="Firm 2"))
    ts = f"{minute(4).timestamp():.6f}"
    line = PinnedMessage(
        "C42", ts, "", CLEO, "I told them", None, None, LEO, minute(5), meant={"told": (LEO, minute(5))}
    )
    before, after = (glance.of(book.incident, pinned, now=minute(10), policy=Policy()) for pinned in ((), (line,)))

    assert [0, 0] == [lane.head.values["told"] for lane in lanes(before, "customer")]
    assert [None, None] == [lane.head.values["told"] for lane in lanes(after, "customer")]
    assert (Point("told", minute(4)),) == only(after, "marked_told").points
    assert [] == lanes(before, "marked_told")


def test_of_many_customers_the_most_pressing_have_a_row_and_the_others_share_one() -> None:
    book = opened()
    for number in range(1, 8):
        deadline = minute(600 - number)
        book = book.says(1, CLEO, f.CustomerAffected(id=f"C{number}", name=f"Firm {number}", deadline_at=deadline))
        book = book.says(2, CLEO, f.CustomerTold(id=f"C{number}", what="we are on it"))
    picture = seen(book.incident, 10)

    assert ["Firm 7", "Firm 6", "Firm 5", "Firm 4"] == [lane.head.values["name"] for lane in lanes(picture, "customer")]
    assert CUSTOMERS_MAX == len(lanes(picture, "customer"))
    more = only(picture, "customers_more")
    assert (3, 3) == (more.head.values["count"], len(more.points))


def test_of_many_roles_those_that_were_late_have_a_row_and_the_others_share_one() -> None:
    book = opened().says(0, LEO, f.SeveritySet(severity=1))  # the first report is due after five minutes
    for number in range(40):
        role, holder = f"team {number}", f"U{number}X"
        book = book.says(0, LEO, f.RoleTaken(role=role, person=holder))
        book = book.says(12 if number > 35 else 4, holder, f.Reported(role=role, conditions="all is well"))
    picture = seen(book.incident, 13)

    rows = [lane.head.values["role"] for lane in lanes(picture, "reports")]
    assert ROLES_MAX == len(rows)
    assert ["team 36", "team 37", "team 38", "team 39"] == rows[-4:]
    more = only(picture, "reports_more")
    assert (34, 34) == (more.head.values["count"], len(more.points))


def test_a_decision_stands_where_it_was_first_made_and_a_proposal_is_none() -> None:
    book = (
        opened()
        .says(5, LEO, f.Decided(id="D1", what="restore by hand"))
        .says(6, LEO, f.Decided(id="D2", what="Proposal: wait for Bo"))
        .says(9, LEO, f.Decided(id="D1", what="restore by hand, the newest first"))
    )

    assert (Point("decision", minute(5), "D1"),) == only(seen(book.incident, 20), "decisions").points


def test_what_lies_far_away_in_time_is_counted_and_not_drawn() -> None:
    book = opened().says(
        2,
        LEO,
        f.TimeSet(which="impact start", time=minute(-21 * 24 * HOUR)),
        f.CustomerAffected(id="C1", name="Northwind", deadline_at=minute(9 * 24 * HOUR)),
    )
    picture = seen(book.incident, 10)
    customer, harm = only(picture, "customer"), only(picture, "harm")

    assert (minute(0), minute(10)) == (picture.begins_at, picture.ends_at)
    assert ((), 1) == (customer.points, customer.head.values["outside"])
    assert harm.spans[0].is_begin_open
    assert minute(-21 * 24 * HOUR) == harm.head.values["began_at"]


def test_a_deadline_within_half_a_working_day_is_drawn_however_young_the_incident_is() -> None:
    book = opened().says(2, CLEO, f.CustomerAffected(id="C1", name="Northwind", deadline_at=minute(3.5 * HOUR)))

    assert minute(3.5 * HOUR) == seen(book.incident, 4).ends_at


def test_with_nothing_recorded_there_is_still_a_picture() -> None:
    picture = seen(Book().says(0, LEO, f.Opened(title="Something is off")).incident, 0)

    assert ["state", "harm"] == [lane.name for lane in picture.lanes]
    assert picture.ends_at > picture.begins_at


@pytest.mark.parametrize("picture", [final(), seen(opened().incident, 4)])
def test_every_shape_that_is_drawn_is_explained_once(picture: Glance) -> None:
    points = {point.symbol for lane in picture.lanes for point in lane.points}
    spans = {span.symbol for lane in picture.lanes for span in lane.spans}

    assert points | spans <= set(picture.symbols)
    assert len(picture.symbols) == len(set(picture.symbols))
