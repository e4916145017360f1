"""A mail server on this machine that takes what it is handed, or says no in the way that a test chooses."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

CERTIFICATE = Path(__file__).with_name("localhost.pem")  # of nobody, for "localhost"; its key is worth nothing


class Inbox:
    """Whatever came to be taken, and how often somebody tried. `answers` come first, one to each message."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.tries = 0
        self.refused_rcpt: list[str] = []  # answers to RCPT, the next one first
        self.answers: list[str] = []  # answers to the whole message; "" hangs up instead
        self.certificates: list[bool] = []

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        self.tries += 1
        if self.refused_rcpt:
            return self.refused_rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 taken"
        self.certificates.append(session.ssl is not None)
        if not answer or answer[0] == "2":
            content = cast("bytes", envelope.content)
            self.taken.append(cast("EmailMessage", message_from_bytes(content, policy=default)))
            self.envelopes.append(envelope)
        if not answer:
            cast("Any", server.transport).abort()  # it has the message, and nobody hears of it
        return answer


class MailServer:
    """A running server and its inbox."""

    def __init__(self, **settings: Any) -> None:
        self.inbox = Inbox()
        with socket.create_server(("localhost", 0)) as free:
            self.port: int = free.getsockname()[1]
        self._controller = Controller(self.inbox, hostname="localhost", port=self.port, **settings)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def only_one_password(_: SMTP, __: Session, ___: Envelope, ____: str, given: Any) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (b"sitrep", b"s3cret-w0rd"), handled=False)


@contextmanager
def relay() -> Iterator[MailServer]:
    """A running server that offers no TLS and asks nobody who they are."""
    yield from _running(MailServer())


@contextmanager
def guarded_server() -> Iterator[MailServer]:
    """One that wants STARTTLS first, and then a password."""
    tls, asks = {"tls_context": server_tls(), "require_starttls": True}, {"auth_required": True}
    yield from _running(MailServer(**tls, **asks, authenticator=only_one_password))


def _running(server: MailServer) -> Iterator[MailServer]:
    server.start()
    yield server
    server.stop()
