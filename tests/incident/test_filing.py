"""Filing: what the issue tracker is to hear of a follow-up, and what its word does here, once."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from bot.incident import effect_rules, filing, follow_ups, taking_back
from bot.incident import facts as f
from bot.incident.deliveries import Delivered
from bot.incident.effects import Surface
from bot.incident.logbook import BOT
from bot.incident.parts import FollowUp
from bot.incident.settling import surface_facts
from tests.incident.given import BO, LEO, Book, minute, opened

TRACKER = "owls/jobs"


def raised(*, private: bool = False) -> Book:
    return opened(private=private).asks(5, LEO, follow_ups.raise_, text="check the owner", owner=BO)


def asked(book: Book | None = None) -> Book:
    return (book or raised()).asks(6, LEO, filing.ask, id="F1", tracker=TRACKER, knows_private=True)


def filed() -> Book:
    return asked().says(7, BOT, f.FollowUpFiled(id="F1", issue="17", url="https://t.example/17", as_of=minute(7)))


def says(book: Book, at: float, to: f.IssueState, *, how: f.FollowUpEnd = "done") -> Book:
    """The tracker does, as of then."""
    told = {"to": to, "how": how, "reason": "", "login": "octo", "as_of": minute(at)}
    return book.asks(at + 1, BOT, filing.moved, id="F1", **told)


def only(book: Book) -> FollowUp:
    (one,) = book.incident.follow_ups
    return one


def shown(before: Book, after: Book) -> list[str]:
    """The issues that what was written after the first book orders."""
    written = after.incident.entries[len(before.incident.entries) :]
    ordered = effect_rules.effects(before.incident, after.incident, written)
    return [one.name for one in ordered if isinstance(one, Surface) and one.kind == "issue"]


def test_it_is_ordered_when_it_is_asked_for_and_not_again_while_nothing_is_new() -> None:
    book = asked()
    seen = filed().says(8, LEO, f.Noted(text="the index is old"))

    assert (["issue:F1"], [], []) == (shown(raised(), book), shown(book, filed()), shown(filed(), seen))


@pytest.mark.parametrize("book", [asked(), filed()])
def test_what_it_says_there_is_ordered_whenever_that_is_otherwise(book: Book) -> None:
    for after in (
        book.asks(8, LEO, follow_ups.assign, id="F1", owner=LEO),
        book.asks(8, LEO, follow_ups.assign, id="F1", due_on=date(2026, 5, 28)),
        book.says(8, LEO, f.FollowUpRaised(id="F1", text="check every owner", owner=BO)),
        book.says(8, LEO, f.TitleSet(title="Documents lost")),
        book.says(8, LEO, f.DeclaredPrivate()),
    ):
        assert ["issue:F1"] == shown(book, after)


def test_what_is_private_and_was_filed_before_is_withheld_until_it_is_filed_again() -> None:
    book = filed().says(8, LEO, f.DeclaredPrivate())
    again = book.asks(9, LEO, filing.ask, id="F1", tracker=TRACKER, knows_private=True)
    retitled = again.says(10, LEO, f.TitleSet(title="Documents lost"))

    assert (True, False) == tuple(filing.is_withheld(one.incident, only(one)) for one in (book, again))
    assert (["issue:F1"], []) == (shown(book, again), shown(again, retitled))
    assert only(again).is_filed


def test_what_the_tracker_never_took_is_not_tried_again_for_a_new_word() -> None:
    refused = asked().says(7, BOT, f.Undelivered(effect="issue:F1", reason="403"))

    assert [] == shown(refused, refused.asks(8, LEO, follow_ups.assign, id="F1", owner=LEO))


def test_what_ends_here_is_to_be_shown_there_and_what_ended_there_is_not() -> None:
    ended_here = filed().asks(8, BO, follow_ups.end, id="F1", how="done")
    ended_there = says(filed(), 8, "closed")

    assert (["issue:F1"], []) == (shown(filed(), ended_here), shown(filed(), ended_there))


def test_what_is_taken_back_is_to_be_shown_there() -> None:
    book = raised()
    assert ["issue:F1"] == shown(asked(book), asked(book).asks(7, LEO, taking_back.undo))


def test_an_imported_incident_may_have_its_follow_ups_filed() -> None:
    told = f.Imported(
        title="x", channel="C1", channel_name="x", team="T1", messages=1, machines=0, people=1, from_at=minute(0),
        until_at=minute(1),
    )  # fmt: skip
    book = Book().says(0, BOT, told).asks(5, LEO, follow_ups.raise_, text="check", owner=BO)

    assert ["issue:F1"] == shown(book, asked(book))


def test_the_trackers_word_counts_once_and_only_if_it_is_no_older_than_what_is_known() -> None:
    closed = says(filed(), 10, "closed")

    assert "done" == only(closed).outcome
    for again in (says(closed, 10, "closed"), says(closed, 12, "closed"), says(closed, 9, "open")):
        assert len(closed.incident.entries) == len(again.incident.entries)


def test_heard_in_any_order_and_asked_again_the_last_word_counts() -> None:
    """Processes take turns, and one may write later what it heard earlier."""
    words = [(10, "closed"), (20, "open"), (30, "closed")]
    for told in permutations(words):
        book = filed()
        for at, to in told:
            book = says(book, at, to)  # type: ignore[arg-type]

        assert "done" == only(says(book, 30, "closed")).outcome


def test_what_we_moved_ourselves_is_no_news_when_it_is_heard() -> None:
    ended = filed().asks(8, BO, follow_ups.end, id="F1", how="done")
    facts = surface_facts(ended.incident, Surface("issue:F1"), Delivered(issue_is="closed", as_of=minute(9)))
    ours = ended.says(9, BOT, *facts)

    assert len(ours.incident.entries) == len(says(ours, 9, "closed").incident.entries)
    assert "" == only(says(ours, 15, "open")).outcome


def test_what_goes_on_reminds_its_owner_as_one_that_was_just_set() -> None:
    book = says(says(filed(), 10, "closed"), 60, "open")

    assert (minute(61), None) == (only(book).set_at, only(book).ended_there_by)


def test_an_issue_that_was_found_twice_is_on_record_once() -> None:
    delivered = Delivered(issue="17", url="https://t.example/17", as_of=minute(7) + timedelta(seconds=1))

    assert () == surface_facts(filed().incident, Surface("issue:F1"), delivered)


@pytest.mark.parametrize("private", [True, False])
def test_all_are_filed_as_they_are_raised_but_of_what_is_private(private: bool) -> None:  # noqa: FBT001
    case = opened(private=private).case(5)
    told = filing.asked_with(case, [f.FollowUpRaised(id="F1", text="check")])

    assert ([] if private else [f.FilingAsked(id="F1")]) == told[1:]


def test_one_that_is_put_right_is_not_filed_again() -> None:
    case = raised().case(6)

    assert 1 == len(filing.asked_with(case, [f.FollowUpRaised(id="F1", text="check it")]))
