"""The layout of the picture: nothing overlaps, nothing leaves it, and its hours are hours of the reader's clock."""

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.render.dialects import Reader, zone_of
from bot.render.picture import HEAD, MARK_APART, WIDTH, Layout, laid_out, width_of, wrapped
from bot.render.ticks import ticks
from bot.render.words import Words
from bot.story import glance
from bot.story.glance import Glance
from tests.incident.given import ANA, BO, CLEO, LEO, Book, minute
from tests.story.carta import FINAL, clock, reader, told

WORDS = Words()
ZONES = ("Europe/Amsterdam", "UTC", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe")
HOSTILE = (
    "W" * 400,
    "</text><script>alert(1)</script>",
    "日本語の題名" * 30,
    "a\u0301" * 90,
    "🐙" * 50,
    "\u202egnp.exe",
    "—",
)
NINE_HOURS, TWO_DAYS = 9 * 60, 2 * 24 * 60

texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=120)).filter(lambda text: bool(text.strip()))


def drawn(picture: Glance, *, zone: str = "Europe/Amsterdam") -> Layout:
    read_by = Reader({}, zone, "", picture.as_of)
    return laid_out(picture, WORDS.glance(picture, form="text", reader=read_by), zone=zone_of(zone))


def seen(book: Book, at_min: float) -> Glance:
    return glance.of(book.incident, now=minute(at_min), policy=Policy())


def assert_legible(picture: Layout) -> None:
    boxes = [text.box for text in picture.texts]
    assert all(left >= 0 and top >= 0 and right <= WIDTH and foot <= picture.height for left, top, right, foot in boxes)
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)
    assert all(0 < mark.x < WIDTH and 0 < mark.y < picture.height for mark in picture.marks)
    assert all(0 <= bar.x and bar.x + bar.width <= WIDTH for bar in picture.bars)


@st.composite
def books(draw: st.DrawFn) -> tuple[Book, float]:
    """Any course of an incident: minutes to months, with whatever people write, and when it is looked at."""
    length = draw(st.sampled_from((0, 4, 50, NINE_HOURS, TWO_DAYS, 90 * 24 * 60)))
    at = st.floats(0, length).map(lambda number: round(number, 2))
    book = Book().says(0, LEO, f.Opened(title=draw(texts), severity=draw(st.sampled_from((None, 1, 4)))))
    book = book.says(0, LEO, f.RoleTaken(role="lead", person=LEO), f.RoleTaken(role="logs", person=ANA))
    things = st.one_of(
        st.builds(lambda text, n: f.HypothesisRaised(id=f"H{n}", text=text), texts, st.integers(1, 9)),
        st.builds(lambda text, n: f.Decided(id=f"D{n}", what=text), texts, st.integers(1, 60)),
        st.builds(
            lambda text, n, due: f.CustomerAffected(id=f"C{n}", name=text, deadline_at=minute(due)),
            texts,
            st.integers(1, 6),
            st.floats(-10_000, 10_000),
        ),
        st.builds(lambda which, when: f.TimeSet(which=which, time=minute(when)),
                  st.sampled_from(("impact start", "detected", "mitigated")), st.floats(-5_000, 5_000)),
        st.builds(lambda text: f.Reported(role="logs", conditions=text), texts),
        st.builds(lambda status: f.StatusSet(status=status),
                  st.sampled_from(("investigating", "identified", "mitigated", "resolved", "cancelled"))),
    )  # fmt: skip
    for moment, fact in sorted(draw(st.lists(st.tuples(at, things), max_size=25)), key=lambda one: one[0]):
        book = book.says(moment, ANA, fact)
    return book, length


@given(books(), st.sampled_from(ZONES))
@settings(max_examples=60, deadline=None)
def test_no_two_texts_overlap_and_none_leaves_the_picture(course: tuple[Book, float], zone: str) -> None:
    book, length = course

    assert_legible(drawn(seen(book, length), zone=zone))


def full_of_reports() -> tuple[Book, float]:
    book = Book().says(0, LEO, f.Opened(title="A long one", severity=1), f.RoleTaken(role="lead", person=LEO))
    book = book.says(0, ANA, f.RoleTaken(role="logs", person=ANA)).says(0, BO, f.RoleTaken(role="code", person=BO))
    for number in range(150):
        book = book.says(number * 3 + 1, ANA, f.Reported(role="logs", conditions="counting"))
        book = book.says(number * 3 + 2, BO, f.NothingNew(role="code"))
        if number % 10 == 0:
            book = book.says(number * 3 + 2, LEO, f.Decided(id=book.incident.next_id("D"), what="go on"))
    return book, 460


def of_four_minutes() -> tuple[Book, float]:
    book = Book().says(0, LEO, f.Opened(title="Short", severity=3), f.RoleTaken(role="lead", person=LEO))
    return book.says(4, LEO, f.StatusSet(status="resolved")), 30


def of_two_days() -> tuple[Book, float]:
    book = Book().says(0, LEO, f.Opened(title="Slow", severity=2), f.RoleTaken(role="customers", person=CLEO))
    for hour in range(0, 48, 3):
        book = book.says(hour * 60, CLEO, f.Reported(role="customers", conditions="still waiting"))
    return book, TWO_DAYS


@pytest.mark.parametrize("course", [full_of_reports(), of_four_minutes(), of_two_days()])
def test_short_ones_long_ones_and_three_hundred_reports_stay_legible(course: tuple[Book, float]) -> None:
    picture = drawn(seen(*course))

    assert_legible(picture)
    assert len(picture.grid) > 1
    assert picture.height < 2 * WIDTH


def test_of_many_marks_each_that_is_drawn_can_be_seen() -> None:
    """In white outlines that cover the one before, five hundred reports are a white line."""
    book = Book().says(0, LEO, f.Opened(title="t", severity=1)).says(0, LEO, f.RoleTaken(role="logs", person=ANA))
    for number in range(500):
        book = book.says(number, ANA, f.Reported(role="logs", conditions="nothing else new"))
    picture = drawn(seen(book, NINE_HOURS))
    placed = sorted(mark.x for mark in picture.marks if mark.y == picture.tracks[-1])

    assert len(placed) > 80
    assert all(right - left >= MARK_APART for left, right in pairwise(placed))


def test_the_same_glance_is_laid_out_alike() -> None:
    assert drawn(seen(*of_two_days())) == drawn(seen(*of_two_days()))


def test_a_page_that_has_a_head_needs_no_second_one() -> None:
    final = glance.of(told(*FINAL), now=clock("16:00"), policy=Policy())
    worded = WORDS.glance(final, form="text", reader=reader("16:00"))
    zone = zone_of("Europe/Amsterdam")

    assert "At a glance" == laid_out(final, worded, zone=zone, is_alone=False).texts[0].words
    assert laid_out(final, worded, zone=zone).texts[0].words.startswith("INC-42 · Documents missing")


def test_both_clocks_stand_on_the_axis() -> None:
    words = [text.words for text in drawn(glance.of(told(*FINAL), now=clock("16:00"), policy=Policy())).texts]

    assert {"13:00", "11:00"} <= set(words)  # in Amsterdam and in UTC
    assert "14 May 2026 · upper hours CEST, lower hours UTC" in words


def test_words_that_do_not_fit_end_in_an_ellipsis() -> None:
    [line] = wrapped("the documents are missing everywhere", HEAD, 120, lines_max=1)

    assert line.endswith("…")
    assert width_of(line, HEAD) <= 120


def hours(begin: datetime, end: datetime, zone: str = "UTC", most: int = 7) -> list[str]:
    return [tick.local for tick in ticks(begin, end, zone=ZoneInfo(zone), most=most)]


MORNING = datetime(2026, 5, 14, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "marked"),
    [
        (timedelta(minutes=4), ["09:00", "09:01", "09:02", "09:03", "09:04"]),
        (timedelta(hours=5), ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00"]),
        (timedelta(hours=17), ["09:00", "12:00", "15:00", "18:00", "21:00", "15 May"]),
        (timedelta(days=6), ["15 May", "16 May", "17 May", "18 May", "19 May", "20 May"]),
    ],
)
def test_an_axis_is_marked_at_whole_minutes_hours_or_days(length: timedelta, marked: list[str]) -> None:
    assert marked == hours(MORNING, MORNING + length)


def test_in_the_night_in_which_clocks_go_forward_an_hour_is_missing() -> None:
    begin = datetime(2026, 3, 29, 0, tzinfo=UTC)  # 01:00 in Amsterdam; at 01:00 UTC it is 03:00 there

    assert ["01:00", "03:00", "04:00"] == hours(begin, begin + timedelta(hours=2), "Europe/Amsterdam", most=4)


def test_half_an_hour_from_utc_each_mark_names_the_same_instant_on_both_clocks() -> None:
    first = ticks(MORNING, MORNING + timedelta(hours=4), zone=ZoneInfo("Asia/Kolkata"), most=6)[0]

    assert ("15:00", "09:30") == (first.local, first.utc)


@given(st.integers(1, 600_000), st.sampled_from(ZONES), st.integers(3, 9))
@settings(max_examples=60, deadline=None)
def test_no_axis_has_more_marks_than_it_has_room_for(minutes: int, zone: str, most: int) -> None:
    found = ticks(MORNING, MORNING + timedelta(minutes=minutes), zone=ZoneInfo(zone), most=most)

    assert len(found) <= most
    assert [tick.at for tick in found] == sorted({tick.at for tick in found})
