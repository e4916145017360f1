"""The letter: a brief as an e-mail, in words and as a page, which later ones to the same address come below.

Law: a function of the record, so that the same sending has the same Message-ID however often it is tried. A private
incident's subject says no more than its number: it stands on locked telephones.
"""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from bot.incident import facts as f
from bot.incident.effects import Json
from bot.incident.state import Incident
from bot.incident.undelivered import BRIEF_MAILED
from bot.outward.mail.account import MailAccount
from bot.render.out import mail
from bot.render.plain import instants, one_line, storable
from bot.render.words import Reader, Words
from bot.story.brief import Brief

SUBJECT_MAX_CHARS = 120  # a telephone shows some forty, a list of mails some eighty
ANCESTORS_MAX = 20  # RFC 5322, section 3.6.4, sets none; a line of all of them may have 998 characters (2.1.1)
_POLICY = SMTP.clone(cte_type="7bit")  # every server takes it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One sending that is on record: the entry `seq`, to `address`, as the post's `values` tell it."""

    incident: Incident
    seq: int
    address: str
    values: dict[str, Json]


def letter(  # noqa: PLR0913 - what is sent, by whom, and in which words
    sending: Sending, brief: Brief, *, account: MailAccount, words: Words, reader: Reader, at: datetime
) -> bytes:
    """The message as it goes over the wire; `at` is when it is sent."""
    lead_in = words.text(BRIEF_MAILED, reader=reader, **instants(sending.values))
    subject = storable(one_line(words.text("mail_subject", reader=reader, brief=brief), SUBJECT_MAX_CHARS))
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(account.sender_name, addr_spec=account.sender)
    message["To"] = Address(addr_spec=sending.address)
    message["Subject"] = subject
    message["Date"] = at
    message["Message-ID"] = message_id(sending.incident, sending.seq, account)
    if before := _ancestors(sending, account):
        message["In-Reply-To"], message["References"] = before[-1], " ".join(before)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notice answers it
    message.set_content(f"{lead_in}\n\n{words.brief(brief, form='text', reader=reader)}\n")
    page = mail.page(words.brief(brief, form="markdown", reader=reader), title=subject, lead_in=lead_in)
    message.add_alternative(page, subtype="html")
    return message.as_bytes()


def message_id(incident: Incident, seq: int, account: MailAccount) -> str:
    """The same for the same entry of an incident, in whichever process; two houses of one domain differ in time."""
    opened = f"{incident.opened_at:%Y%m%d%H%M%S}" if incident.opened_at else "0"
    return f"<{incident.name.lower()}.{opened}.{seq}@{account.domain}>"


def _ancestors(sending: Sending, account: MailAccount) -> list[str]:
    """The ids of the earlier letters about this incident to this address: the first, and the latest."""
    incident = sending.incident
    sent = [entry.seq for entry, fact in incident.of(f.BriefMailed) if fact.address == sending.address]
    earlier = [message_id(incident, seq, account) for seq in sent if seq < sending.seq]
    return earlier if len(earlier) <= ANCESTORS_MAX else [earlier[0], *earlier[1 - ANCESTORS_MAX :]]
