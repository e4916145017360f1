"""An incident that is carried on is the one that its whole logbook tells, also where its channel got another id."""

from bot.incident import facts as f
from bot.incident.logbook import From, MessageRef
from bot.incident.replay import replay
from tests.incident.given import ANA, BOT, opened


def test_before_and_after_a_channel_moved_its_messages_stand_under_the_present_id() -> None:
    book = opened().says(1, BOT, f.ChannelReady(channel="C1", name="inc-1"))
    book = book.says(2, ANA, From(MessageRef("C1", "1.0"), f.Noted(text="before")))
    book = book.says(3, BOT, f.ChannelMoved(channel="C2"))
    book = book.says(4, ANA, From(MessageRef("C1", "2.0"), f.Noted(text="late")))
    book = book.says(5, ANA, From(MessageRef("C2", "3.0"), f.Noted(text="after")))

    noted = book.incident.of(f.Noted)
    whole = replay(book.incident.number, book.entries)

    assert ["before", "late", "after"] == [fact.text for _, fact in noted]
    assert {"C2"} == {entry.message.channel for entry, _ in noted if entry.message}
    assert whole == book.incident
    assert whole.of(f.Noted) == noted
