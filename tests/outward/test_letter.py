"""The letter as a mail program gets it: true headers whatever people write, in words and as a page."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incident import facts as f
from bot.incident.effect_rules import values_of
from bot.incident.logbook import Entry
from bot.incident.policy import Policy
from bot.incident.replay import replay
from bot.outward.mail.account import account_of
from bot.outward.mail.letter import SUBJECT_MAX_CHARS, Sending, letter
from bot.render.out import mail
from bot.render.words import Reader, Words
from bot.story import brief

AT = datetime(2026, 5, 14, 12, 5, tzinfo=UTC)
OURS = account_of(
    "smtps://mail.house.example", sender="sitrep@house.example", sender_name="Sitrep, Störung", starttls=True
)
WORDS = Words()
READER = Reader(people={"U1": "Leo Torres"}, zone="Europe/Berlin", team_url="https://acme.slack.com", now=AT)
HOSTILE = st.text(st.sampled_from('aß日\r\n\t :;,<>"@=?&\x00\x1b\u202e\u2028{}'), min_size=1, max_size=60)


def sent(title: str, *, private: bool = False) -> EmailMessage:
    """The letter of an incident with this title, as it is read at the other end."""
    said = [
        f.Opened(title=title, private=private),
        f.BriefMailed(address="pat@board.example", as_of=AT, question="q", private=private),
    ]
    entries = [
        Entry(seq=seq, at=AT, recorded_at=AT, by="U1", cause=f"c{seq}", fact=fact) for seq, fact in enumerate(said, 1)
    ]
    incident = replay(7, entries)
    values = {**values_of(incident, entries[-1]), "seq": 2}
    sending = Sending(incident=incident, seq=2, address="pat@board.example", values=values)
    page = brief.of(incident, now=AT, policy=Policy(), due={}, next_brief_at=None)
    raw = letter(sending, page, account=OURS, words=WORDS, reader=READER, at=AT)
    assert raw.isascii()
    return cast("EmailMessage", message_from_bytes(raw, policy=default))


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@given(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_no_title_adds_a_header_or_leaves_its_line(title: str) -> None:
    message = sent(title)

    known = {"from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type"}
    assert known == {name.lower() for name in message}
    assert len(str(message["Subject"])) <= SUBJECT_MAX_CHARS
    assert str(message["Subject"]).isprintable()


def test_it_says_who_writes_and_that_no_machine_is_to_answer() -> None:
    message = sent("Documents missing")

    assert '"Sitrep, Störung" <sitrep@house.example>' == str(message["From"])
    assert "<inc-7.20260514120500.2@house.example>" == message["Message-ID"]
    assert "auto-generated" == message["Auto-Submitted"]


@pytest.mark.parametrize(
    "title", ["<img src=https://evil.example/x.png>", "[click](https://evil.example)", "</title><b>"]
)
def test_what_people_wrote_stays_text_on_the_page(title: str) -> None:
    page = part(sent(title), "html")

    assert not any(tag in page for tag in ("<img", "</title><b>", 'href="https://evil.example"'))


def test_the_page_fetches_nothing_and_needs_no_style_sheet() -> None:
    page = part(sent("Documents missing"), "html")

    assert not any(word in page for word in ("<style", "<link", "<img", "src=", "url("))
    assert page.count('<p style="') >= 7


def test_the_subject_of_a_private_one_says_no_more_than_its_number() -> None:
    message = sent("Payroll leaked", private=True)

    assert "INC-7 (private): brief, as of 14:05 CEST" == message["Subject"]
    assert "which is private: please do not pass it on" in part(message, "plain").replace("\n", " ")


def test_the_number_behind_a_sentence_is_small_and_any_other_link_is_not() -> None:
    markdown = "All are back. [3] The call is [here](https://meet.house.example).\n\n[3]: https://acme.slack.com/archives/C1/p3\n"
    page = mail.page(markdown, title="t", lead_in="l")

    assert f'href="https://acme.slack.com/archives/C1/p3" class="cited" style="{mail.SOURCE}"' in page
    assert f'href="https://meet.house.example" style="{mail.LOOKS["a"]}"' in page
