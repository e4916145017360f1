"""The brief goes out by e-mail, to whom the house lets be written to: once, or whoever sent it is told why not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from bot.incident import facts as f
from bot.incident.policy import DEFAULT
from bot.requests.documents import Page
from bot.store.engine import Unavailable
from bot.story.brief import Brief
from tests.mail_server import Inbox, MailServer, relay
from tests.scenarios.conftest import LOBBY, Scene

PAT = "pat@board.example"
ASK = f"/incident summary INC-1 share {PAT}"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with relay() as running:
        yield running


@pytest.fixture
def inbox(server: MailServer) -> Inbox:
    return server.inbox


@pytest.fixture
async def house(scene: Scene, server: MailServer) -> Scene:
    """INC-1 is Leo's; the house writes to board.example, and the clock to Pat there."""
    await scene.stops()
    await scene.starts_again(
        smtp_url=f"smtp://localhost:{server.port}",
        mail_sender="Sitrep <sitrep@house.example>",
        mail_starttls=False,
        policy=replace(DEFAULT, mail_domains=("board.example",), brief_to=(PAT,)),
        zone="Europe/Berlin",
    )
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.types("ana", "/incident report two of fourteen found")
    return scene


async def test_it_is_asked_first_and_then_sent_once_as_words_and_as_a_page_and_a_later_one_comes_below_it(
    house: Scene, inbox: Inbox
) -> None:
    asked = await house.types("leo", ASK)
    before = len(inbox.taken)
    answer = await house.presses("leo", "Share")
    again = await house.presses("leo", "Share")
    await house.stops()
    await house.starts_again()
    await house.after(5)

    (letter,) = inbox.taken
    words, page = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert words is not None
    assert page is not None
    assert (0, f"by e-mail to {PAT}", True) == (before, f"by e-mail to {PAT}" * (PAT in asked), "already" in again)
    assert f"by e-mail to {PAT}" in answer
    assert ("INC-1, investigating: Documents missing, as of 11:00 CEST", PAT) == (letter["Subject"], letter["To"])
    assert "Leo Torres sends you the executive brief of INC-1" in words.get_content()
    assert "Executive summary" in words.get_content()
    assert "<strong>1. Executive summary.</strong>" in page.get_content()
    assert "<style" not in page.get_content()
    assert f"sent the executive brief by e-mail to {PAT}" in await house.types("ana", "/incident timeline")

    for _ in range(2):
        await shared(house)
    first, second, third = inbox.taken
    seq = next(e.seq for e in await house.entries() if isinstance(e.fact, f.Reported))

    assert (None, None) == (first["In-Reply-To"], first["References"])
    assert first["Message-ID"] == second["In-Reply-To"] == third["References"].split()[0]
    assert second["Message-ID"] == third["In-Reply-To"]
    assert 3 == len({each["Message-ID"] for each in inbox.taken})
    assert f"sent to {PAT} by e-mail holds them still" in await house.types("leo", f"/incident redact #{seq} a name")


async def test_what_cannot_be_read_just_now_or_whom_the_server_asks_to_come_again_is_sent_later_and_once(
    house: Scene, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = house.stage.app._ways_out.mail._documents
    read, failing = documents.brief, [Unavailable("the database does not answer")]

    async def away_once(number: int, at: datetime | None = None) -> Page[Brief]:
        if failing:
            raise failing.pop()
        return await read(number, at)

    await house.types("leo", ASK)
    monkeypatch.setattr(documents, "brief", away_once)
    await house.presses("leo", "Share")
    before = len(inbox.taken)
    await house.after(1.5)

    assert (0, 1) == (before, len(inbox.taken))
    assert [] == await house.facts(f.Undelivered)

    tries = inbox.tries
    inbox.refused_rcpt = ["451 4.7.1 Greylisted", "451 4.7.1 Greylisted"]
    await shared(house)
    early = (inbox.tries - tries, len(inbox.taken))
    await house.after(5)

    assert (1, 1) == early
    assert (3, 2) == (inbox.tries - tries, len(inbox.taken))


async def test_to_another_domain_nothing_goes_nor_does_anybody_but_lead_or_declarer_send_it(
    house: Scene, inbox: Inbox
) -> None:
    refused = await house.types("leo", "/incident summary INC-1 share pat@other.example")
    below = await house.types("leo", "/incident summary INC-1 share pat@x.board.example")

    assert "this house sends e-mail to board.example alone" in refused
    assert "this house sends e-mail to board.example alone" in below
    assert "may share its brief" in await house.types("ana", ASK)
    assert [] == inbox.taken


async def shared(house: Scene) -> None:
    """Leo sends it to Pat."""
    await house.types("leo", ASK)
    await house.presses("leo", "Share")


async def test_the_clock_sends_it_with_one_tap(house: Scene, inbox: Inbox) -> None:
    await house.after(15.1)
    (draft,) = [line for line in house.dms("leo") if "The brief is due." in line]
    await house.presses("leo", "Send", where="dm")

    assert f"It goes to {PAT} with one tap" in draft
    assert [PAT] == [letter["To"] for letter in inbox.taken]
    assert any(f"to {PAT}, as known" in line for line in house.dms("leo"))


async def test_after_an_hour_it_is_too_old_and_its_sender_hears_why(house: Scene, inbox: Inbox) -> None:
    inbox.refused_rcpt = ["451 4.7.1 Greylisted"] * 99
    await shared(house)
    await house.types("leo", "/incident sev 4 it can wait")  # so that nobody is reminded of a report meanwhile
    await house.after(61)
    tries = inbox.tries
    await house.after(16)

    assert any("within an hour" in line and "Greylisted" in line for line in house.dms("leo"))
    assert (tries, []) == (inbox.tries, inbox.taken)


async def test_an_address_that_is_refused_is_told_each_time_and_what_nobody_can_know_is_not_sent_again(
    house: Scene, inbox: Inbox
) -> None:
    inbox.refused_rcpt = ["550 5.1.1 No such user here"] * 2
    for _ in range(2):
        await shared(house)
    told = [line for line in house.dms("leo") if "No such user here" in line]

    assert (2, []) == (len(told), inbox.taken)

    inbox.answers = [""]
    await shared(house)
    await house.types("leo", "/incident sev 4 it can wait")
    await house.after(61)

    assert 1 == len(inbox.taken)
    assert any(f"nobody knows whether the brief reached {PAT}" in line for line in house.dms("leo"))


async def test_what_became_private_stays_here_until_its_lead_sends_it_never_by_the_clock_and_its_subject_tells_nothing(
    house: Scene, inbox: Inbox
) -> None:
    inbox.refused_rcpt = ["451 4.7.1 Greylisted"]
    await shared(house)
    await house.types("leo", "/incident private")
    await house.after(10)

    assert [] == inbox.taken
    assert any("became private meanwhile" in line for line in house.dms("leo"))

    await house.types("leo", "/incident cancel it was a test")
    await house.start("sev1 Payroll leaked @ana:lead +private", where=LOBBY)
    await house.presses("ana", "Accept")
    declarer = await house.types("leo", f"/incident INC-2 summary share {PAT}", where=LOBBY)
    lead = await house.types("ana", f"/incident INC-2 summary share {PAT}", where=LOBBY)
    await house.presses("ana", "Share")
    await house.after(40)

    (letter,) = inbox.taken
    assert "only its lead" in declarer
    assert "INC-2 is private" in lead
    assert "INC-2 (private): brief, as of 11:10 CEST" == letter["Subject"]
    assert [] == [line for line in house.dms("ana") if "The brief is due." in line]
