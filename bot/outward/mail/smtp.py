"""Hands one message to the house's mail server, as RFC 5321 has it, and says what became of it.

Law: whoever calls knows afterwards that it was taken, that it was not, or that nobody can know. The last is so only
between the dot that ends the message and the server's answer to it; `smtplib.sendmail`, which does not tell that moment
from the others, is not used. All of this blocks, and belongs into a thread.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bot.outward.mail.account import MailAccount
from bot.outward.outcomes import Never, NotNow, Unsure

ANSWER_WITHIN_S = 20  # each step; RFC 5321, section 4.5.3.2, allows minutes, for queues that nobody waits at
GOODBYE_WITHIN_S = 2
WORDS_MAX_CHARS = 200  # of a server's answer: its code and a sentence
_BEGINS_WITH_DOT = re.compile(rb"(?m)^\.")
_GO_ON, _IS_FINE, _FOR_GOOD = 354, 2, 5  # a reply to DATA; the first digits of the others (RFC 5321, section 4.2.1)


def hand_over(account: MailAccount, message: bytes, *, to: str, tls: ssl.SSLContext | None = None) -> None:
    """The message, with CRLF at its line ends, is the server's from now on. Raises NotNow, Never and Unsure.

    `tls` says whom to trust; by default whom the system trusts.
    """
    is_over = False
    try:
        with _connected(account, tls) as server:
            _require(*server.mail(account.sender), fine=_IS_FINE)
            _require(*server.rcpt(to), fine=_IS_FINE)
            _require(*server.docmd("DATA"), fine=_GO_ON)
            server.send(_BEGINS_WITH_DOT.sub(b"..", message))
            is_over = True
            server.send(b".\r\n")
            code, words = server.getreply()
            is_over = False  # the server has said what it makes of it
            _require(code, words, fine=_IS_FINE)
    except (OSError, smtplib.SMTPException) as failure:
        if is_over:
            raise Unsure from failure
        raise NotNow(_why(failure)) from failure


def greet(account: MailAccount, *, tls: ssl.SSLContext | None = None) -> None:
    """Whether the server takes our security and our password; nothing is sent. Raises NotNow."""
    try:
        with _connected(account, tls):
            pass
    except (OSError, smtplib.SMTPException) as failure:
        raise NotNow(_why(failure)) from failure


@contextmanager
def _connected(account: MailAccount, tls: ssl.SSLContext | None) -> Iterator[smtplib.SMTP]:
    """The server, greeted, behind TLS unless the house does without, and told who we are."""
    trusted = tls or ssl.create_default_context()
    at, us = (account.host, account.port), account.domain
    server = (
        smtplib.SMTP_SSL(*at, local_hostname=us, timeout=ANSWER_WITHIN_S, context=trusted)
        if account.security == "tls"
        else smtplib.SMTP(*at, local_hostname=us, timeout=ANSWER_WITHIN_S)
    )
    try:
        if account.security == "starttls":
            server.starttls(context=trusted)
        if account.user:
            server.login(account.user, account.password)
        server.ehlo_or_helo_if_needed()
        yield server
        with suppress(OSError, smtplib.SMTPException):  # what was taken is taken, however we part
            if server.sock is not None:
                server.sock.settimeout(GOODBYE_WITHIN_S)
            server.quit()
    finally:
        server.close()


def _require(code: int, words: bytes, *, fine: int) -> None:
    """Raise NotNow or Never for an answer that is not the one hoped for: a code, or its first digit."""
    if fine in {code, code // 100}:
        return
    said = _line(f"{code} {words.decode('utf-8', 'replace')}")
    raise Never(said) if code // 100 == _FOR_GOOD else NotNow(said)


def _why(failure: Exception) -> str:
    match failure:
        case smtplib.SMTPAuthenticationError(smtp_code=code):  # of its words, none: they may repeat what we sent
            return f"{code}: it does not accept Sitrep's name and password"
        case smtplib.SMTPNotSupportedError():
            return "it offers no STARTTLS or no way to log in"
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=words):
            told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
            return _line(f"{code} {told}")
        case ssl.SSLCertVerificationError(verify_message=why):
            return _line(f"its certificate is not trusted ({why})")
        case ssl.SSLError(reason=why):
            return _line(f"no TLS with it ({why})")
        case TimeoutError():
            return "it did not answer in time"
        case _:
            return _line(str(failure) or type(failure).__name__)


def _line(words: str) -> str:
    return " ".join(words.split())[:WORDS_MAX_CHARS]
