"""One message is handed over, or it is known that it was not, or that nobody can know: tried with a real server."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.outward.mail.account import MailAccount, account_of
from bot.outward.mail.smtp import Never, NotNow, Unsure, greet, hand_over
from tests.mail_server import CERTIFICATE, MailServer, guarded_server, relay

LETTER = b"From: sitrep@house.example\r\nTo: pat@board.example\r\nSubject: INC-1\r\n\r\n.dots\r\n..stay\r\n"
PAT = "pat@board.example"


@pytest.fixture
def plain() -> Iterator[MailServer]:
    with relay() as server:
        yield server


@pytest.fixture
def guarded() -> Iterator[MailServer]:
    with guarded_server() as server:
        yield server


def account(server: MailServer, *, scheme: str = "smtp", who: str = "", starttls: bool = False) -> MailAccount:
    url = f"{scheme}://{who}localhost:{server.port}"
    return account_of(url, sender="sitrep@house.example", sender_name="Sitrep", starttls=starttls)


def clear(port: int) -> MailAccount:
    return account_of(f"smtp://localhost:{port}", sender="sitrep@house.example", sender_name="", starttls=False)


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def test_it_is_taken_as_it_is_with_its_dots(plain: MailServer) -> None:
    hand_over(account(plain), LETTER, to=PAT)

    (taken,), (envelope,) = plain.inbox.taken, plain.inbox.envelopes
    assert ("INC-1", ".dots\n..stay\n") == (taken["Subject"], taken.get_content().replace("\r\n", "\n"))
    assert ("sitrep@house.example", [PAT]) == (envelope.mail_from, envelope.rcpt_tos)


def test_behind_tls_and_with_its_password(guarded: MailServer) -> None:
    ours = account(guarded, who="sitrep:s3cret-w0rd@", starttls=True)
    hand_over(ours, LETTER, to=PAT, tls=trusting())

    assert [True] == guarded.inbox.certificates


def test_a_server_that_offers_no_tls_gets_nothing(plain: MailServer) -> None:
    with pytest.raises(NotNow, match="no STARTTLS"):
        hand_over(account(plain, starttls=True), LETTER, to=PAT)

    assert 0 == plain.inbox.tries


def test_a_certificate_that_nobody_vouches_for_gets_nothing(guarded: MailServer) -> None:
    ours = account(guarded, who="sitrep:s3cret-w0rd@", starttls=True)
    with pytest.raises(NotNow, match="certificate is not trusted"):
        hand_over(ours, LETTER, to=PAT)

    assert 0 == guarded.inbox.tries


def test_a_server_that_speaks_no_tls_from_the_first_byte_gets_nothing(plain: MailServer) -> None:
    with pytest.raises(NotNow, match="no TLS with it"):
        hand_over(account(plain, scheme="smtps"), LETTER, to=PAT)


def test_a_wrong_password_is_not_repeated_in_what_is_told_of_it(guarded: MailServer) -> None:
    ours = account(guarded, who="sitrep:wr0ng-w0rd@", starttls=True)
    with pytest.raises(NotNow, match="535: it does not accept") as told:
        greet(ours, tls=trusting())

    assert "w0rd" not in str(told.value) + repr(ours)


@pytest.mark.parametrize(
    ("answer", "expected"), [("451 4.7.1 Greylisted, come again", NotNow), ("550 5.1.1 No such user here", Never)]
)
def test_what_the_server_says_of_the_address(plain: MailServer, answer: str, expected: type[Exception]) -> None:
    plain.inbox.refused_rcpt = [answer]
    with pytest.raises(expected, match=answer):
        hand_over(account(plain), LETTER, to=PAT)

    assert [] == plain.inbox.taken


@pytest.mark.parametrize(
    ("answer", "expected"), [("452 4.3.1 Disk full", NotNow), ("554 5.7.1 Looks like spam", Never)]
)
def test_what_the_server_says_of_the_message(plain: MailServer, answer: str, expected: type[Exception]) -> None:
    plain.inbox.answers = [answer]
    with pytest.raises(expected, match=answer):
        hand_over(account(plain), LETTER, to=PAT)


def test_a_server_that_hangs_up_with_the_whole_message_leaves_it_open(plain: MailServer) -> None:
    plain.inbox.answers = [""]
    with pytest.raises(Unsure):
        hand_over(account(plain), LETTER, to=PAT)

    assert 1 == len(plain.inbox.taken)


@contextmanager
def hanging_up_after(*answers: bytes) -> Iterator[int]:
    """A server that answers so many commands, and then is gone; its port."""
    with socket.create_server(("localhost", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as heard:
                for answer in answers:
                    connection.sendall(answer)
                    heard.readline()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


@pytest.mark.parametrize("commands", [1, 2, 3, 4])
def test_a_server_that_is_gone_before_the_end_has_certainly_nothing(commands: int) -> None:
    answers = [b"220 here\r\n", b"250 fine\r\n", b"250 fine\r\n", b"250 fine\r\n"][:commands]
    with hanging_up_after(*answers) as port, pytest.raises(NotNow):
        hand_over(clear(port), LETTER, to=PAT)


def test_where_nobody_listens_it_is_not_now() -> None:
    with socket.create_server(("localhost", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(NotNow):
        greet(clear(port))
