"""Whom a name means that was typed and not picked from Slack's list."""

from itertools import permutations

import pytest

from bot.requests.people.names import PICKED_MAX, Names
from bot.store.people import Person

ANA = Person(id="U1", name="Ana Brandt", display_name="ana", handle="jdoe42")
ANNABELLE = Person(id="U2", name="Anna Bell", display_name="Annabelle", handle="ana")
BJOERN = Person(id="U3", name="Björn Łukasz O’Brien", handle="blob")
LI = Person(id="U4", name="李雷", handle="lilei")
TWIN = Person(id="U5", name="Sam Twin", display_name="sam", handle="s1")
OTHER_TWIN = Person(id="U6", name="Sam Twin", display_name="SAM", handle="s2")
FORMER = Person(id="U7", name="Old Hand", display_name="annie", handle="old", deleted=True)
ANNIE = Person(id="U8", name="Annie", handle="anna-maria.brandt")
JEAN = Person(id="U9", name="Jean-Luc de la Tour", display_name="J.L.", handle="jeanluc")
EVERYBODY = (ANA, ANNABELLE, BJOERN, LI, TWIN, OTHER_TWIN, FORMER, ANNIE, JEAN)


def names(*people: Person) -> Names:
    known = Names()
    for person in people:
        known.learn(person)
    return known


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ana", [ANA]),  # what people see, though it is somebody else's legacy name
        ("@ANA", [ANA]),
        ("Ana Brandt", [ANA]),
        ("ana  brandt", [ANA]),
        ("jdoe42", [ANA]),
        ("annabelle", [ANNABELLE]),
        ("bjorn lukasz o'brien", [BJOERN]),
        ("李雷", [LI]),
        ("sam", [TWIN, OTHER_TWIN]),
        ("Sam Twin", [TWIN, OTHER_TWIN]),
        ("annie", [ANNIE]),  # and not the one who left
        ("old", [FORMER]),
        ("an", []),
        ("", []),
        ("@", []),
    ],
)
def test_a_typed_name_means_whom_people_see_under_it(typed: str, meant: list[Person]) -> None:
    assert meant == names(*EVERYBODY).called(typed)


@pytest.mark.parametrize(("first", "second"), [*permutations((ANA, ANNABELLE))])
def test_who_is_meant_does_not_depend_on_who_was_met_first(first: Person, second: Person) -> None:
    assert [ANA] == names(first, second).called("ana")


def test_a_name_that_somebody_gave_up_is_theirs_no_longer() -> None:
    known = names(ANA, ANNABELLE)

    known.learn(Person(id=ANA.id, name=ANA.name, display_name="Brandy", handle=ANA.handle))

    assert ([ANNABELLE], ["U1"]) == (known.called("ana"), [person.id for person in known.called("brandy")])


@pytest.mark.parametrize(
    ("typed", "picked"),
    [
        ("role logs @Ana Brandt", "role logs <@U1|Ana Brandt>"),
        ("start sev2 Down @ana brandt:logs @李雷:code", "start sev2 Down <@U1|ana brandt>:logs @李雷:code"),
        ("unknown how many @Bjorn Łukasz O'Brien by 15:00", "unknown how many <@U3|Bjorn Łukasz O'Brien> by 15:00"),
        ("role code @Jean-Luc de la Tour.", "role code <@U9|Jean-Luc de la Tour>."),
        ("@Ana Brandt and @Ana Brandt", "<@U1|Ana Brandt> and <@U1|Ana Brandt>"),
        ("role logs @Sam Twin", "role logs @Sam Twin"),
        ("role logs <@U2|Ana Brandt>", "role logs <@U2|Ana Brandt>"),
        ("write to x@ana Brandt", "write to x@ana Brandt"),
        ("role logs @ana Brandtner", "role logs @ana Brandtner"),
        ("role logs @ana", "role logs @ana"),
        ("@", "@"),
    ],
)
def test_a_full_name_typed_with_its_blanks_is_as_good_as_picked(typed: str, picked: str) -> None:
    assert picked == names(*EVERYBODY).pick(typed)


def test_of_a_text_full_of_names_the_first_hundred_are_looked_up() -> None:
    assert PICKED_MAX == names(*EVERYBODY).pick("@Ana Brandt " * 2 * PICKED_MAX).count("<@U1|Ana Brandt>")
