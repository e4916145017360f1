"""The account at the house's mail server: where it is, who Sitrep is there, and in whose name it writes."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from urllib.parse import unquote, urlsplit

# "tls" from the first byte, "starttls" before anything else is said, "clear" for a relay on the same machine.
Security: TypeAlias = Literal["tls", "starttls", "clear"]

# RFC 6409, section 3.1; RFC 8314, section 3.3
SUBMISSION_PORT, SUBMISSIONS_PORT = 587, 465


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccount:
    """`sender` is an address, `sender_name` how it is shown. Without `user` the server asks nobody who they are."""

    host: str
    port: int
    security: Security
    sender: str
    sender_name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """The sender's, which is in the ids of its messages and in how it greets the server."""
        return self.sender.rpartition("@")[2]


def account_of(url: str, *, sender: str, sender_name: str, starttls: bool) -> MailAccount:
    """The account behind `smtp://user:password@host:587` or `smtps://…`, an address that was checked before."""
    parts = urlsplit(url)
    is_tls = parts.scheme == "smtps"
    return MailAccount(
        host=parts.hostname or "",
        port=parts.port or (SUBMISSIONS_PORT if is_tls else SUBMISSION_PORT),
        security="tls" if is_tls else "starttls" if starttls else "clear",
        sender=sender,
        sender_name=sender_name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
