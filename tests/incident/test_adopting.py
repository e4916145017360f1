"""A channel that was there before: how far it was read is written once, by whoever got further."""

from functools import partial

from bot.incident import adopting, members
from bot.incident import facts as f
from bot.incident.logbook import BOT
from tests.incident.given import ANA, BO, LEO, Book, minute

ADOPTED = f.ChannelAdopted(channel="C7", name="payments-trouble")
HALF = f.HistoryPartlyRead(from_at=minute(-30), messages=200)
WHOLE = f.HistoryRead(from_at=minute(-60), messages=300)
so_far = partial(adopting.read_so_far, messages=200)
through = partial(adopting.read_through, from_at=minute(-60), messages=300, more=False)


def adopted(*more: f.Fact) -> Book:
    return Book().says(0, LEO, f.Opened(title="Payments fail"), ADOPTED).says(1, BOT, *more)


def test_how_far_it_was_read_is_written_by_whoever_got_further_and_not_after_the_end() -> None:
    assert [HALF] == so_far(adopted().case(2, BOT), from_at=minute(-30))
    assert [] == so_far(adopted(HALF).case(2, BOT), from_at=minute(-30))
    assert [WHOLE] == through(adopted(HALF).case(2, BOT))
    assert [] == through(adopted(HALF, WHOLE).case(2, BOT))
    assert [] == so_far(adopted(WHOLE).case(2, BOT), from_at=minute(-90))


def test_a_channel_that_was_made_for_it_has_nothing_to_be_read() -> None:
    own = Book().says(0, LEO, f.Opened(title="Payments fail"), f.ChannelReady(channel="C1", name="inc-1"))

    assert not adopting.is_to_be_read(own.incident)
    assert [] == through(own.case(2, BOT))


def test_what_is_known_begins_where_it_was_read_back_to_and_the_incident_when_it_was_adopted() -> None:
    incident = adopted(HALF).incident

    assert (minute(-30), minute(0)) == (incident.heard_from, incident.opened_at)


def test_whoever_was_there_is_told_nothing_and_who_comes_later_is() -> None:
    found = members.reconciled(
        adopted().case(2, BOT), people=frozenset({LEO, ANA, BO}), is_private=False, name=ADOPTED.name
    )
    later = members.reconciled(
        adopted(*found).case(3, BOT), people=frozenset({LEO, ANA, BO, "U0EVE"}), is_private=False, name=ADOPTED.name
    )

    assert [f.FoundThere(people=tuple(sorted((ANA, BO))))] == found
    assert [f.Joined(person="U0EVE")] == later
