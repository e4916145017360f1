"""A record without one person: their names go from everything that is made of it, and nothing else does."""

import re
from dataclasses import replace
from typing import get_args

import pytest

from bot.grammar.intents import ExportForm
from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.render.out.file import Told, exported
from bot.render.words import Words
from bot.story import brief, glance, read_aloud, sheet, summary, unnamed
from tests.story.carta import ANA, FINAL, LEO, OPENED, clock, reader, told

HOSTILE = (
    "Ana Lima",
    "A.na* (Li+ma",
    "[Will] Harbour",
    "Zoë Øster",
    "ana",
    "O'Neil-Ana Lima",
    "Lima, Ana",
    "$^ |x",
    "Ĳana Straße",
)
WORDS = Words()


def documents(incident: Incident) -> list[Told]:
    now = clock("16:00")
    page = brief.of(incident, now=now, policy=Policy(), due={}, next_brief_at=None)
    account = summary.of(incident, now=now, policy=Policy())
    drawn = glance.of(incident, now=now, policy=Policy())
    return [page, sheet.of(page, incident, policy=Policy()), account, read_aloud.of(account), drawn]


def record_of(name: str) -> Incident:
    """The morning with somebody's name in every place where people write."""
    said = (
        ("13:21", LEO, f.TitleSet(title=f"Documents gone, says {name}")),
        (
            "13:33",
            ANA,
            f.Reported(role="logs", conditions=f"{name.upper()} and @{name} see it, <@{ANA}|{name}>’s script"),
        ),
        ("13:34", LEO, f.Decided(id="D8", what=f"{name} runs it", because=f"({name.lower()}) wrote it")),
        ("13:35", LEO, f.UnknownRaised(id="U8", what=f"what did {ANA} see", owner=ANA)),
        ("13:36", LEO, f.CustomerAffected(id="C8", name=f"{name} Ltd", owner=ANA)),
        ("13:36", LEO, f.FollowUpRaised(id="F8", text=f"thank {name}", owner=ANA)),
    )
    return told(OPENED, *said, *FINAL[1:])


@pytest.mark.parametrize("name", HOSTILE)
def test_no_document_in_any_form_holds_a_name_or_the_id(name: str) -> None:
    incident = record_of(name)
    who = unnamed.unnamed(ANA, (name, "ana.lima", "Ana"))
    instead = unnamed.stand_in(incident, who)
    people = {**reader().people, ANA: name}
    glanced = documents(unnamed.incident_without(incident, who))

    for page in glanced:
        for form in get_args(ExportForm):
            if form == "pdf" or (form == "svg" and page is not glanced[-1]):
                continue
            reading = replace(reader("16:00"), people=people)
            made = exported(page, form, words=WORDS, reader=reading, glance=glanced[-1], stand_in=instead)
            text = made.content.decode()

            assert not who.names.search(text), (made.name, who.names.search(text))
            assert not re.search(rf"(?<!\w)(?:{re.escape(name)}|{ANA}|ana|ana\.lima)(?!\w)", text, re.IGNORECASE)
            assert "One person" in text


def test_where_nobody_is_named_every_word_stays() -> None:
    who = unnamed.unnamed("U1", ("Will Banana",))

    assert "we are willing to eat bananas" == who.words("we are willing to eat bananas", "code")
    assert "code did, and code’s script" == who.words("WILL did, and @will banana’s script", "code")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("José Núñez", "jose nunez"),
        ("Jose Nunez", "JOSÉ"),
        ("Jørgen Dahl", "jorgen"),
        ("Ana Lima", "AnaLima"),
        ("Ana O'Neil", "o’neil"),
        ("ana.lima", "Ana-Lima"),
        ("Ana Lima", "ana_lima.py"),
    ],
)
def test_a_name_is_found_however_people_write_it(name: str, written: str) -> None:
    said = unnamed.unnamed("U1", (name,)).words(written, "code")

    assert said in {"code", "code.py"}


def test_the_stand_in_is_the_role_and_never_a_name_of_theirs() -> None:
    incident = told(OPENED, ("13:22", ANA, f.RoleTaken(role="logs", person=ANA)))

    assert "logs" == unnamed.stand_in(incident, unnamed.unnamed(ANA, ("Ana Lima",)))
    assert "a person" == unnamed.stand_in(incident, unnamed.unnamed(ANA, ("Ana Logs",)))
    assert "somebody" == unnamed.stand_in(incident, unnamed.unnamed(ANA, ("Logs Person",)))
    assert "a person" == unnamed.stand_in(incident, unnamed.unnamed("U9", ("Ben Lee",)))


def test_a_pdf_is_the_same_bytes_whatever_the_person_is_called() -> None:
    pytest.importorskip("typst")

    assert _pdf("Ana Lima") == _pdf("Zebedee Quark")


def _pdf(name: str) -> bytes:
    incident = record_of(name)
    who = unnamed.unnamed(ANA, (name,))
    account = documents(unnamed.incident_without(incident, who))[2]
    reading = replace(reader("16:00"), people={**reader().people, ANA: name})
    return exported(account, "pdf", words=WORDS, reader=reading, stand_in=unnamed.stand_in(incident, who)).content
