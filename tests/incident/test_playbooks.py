"""Playbooks: versions that are kept, numbers that mean one step, ticks that are records."""

from dataclasses import replace

import pytest

from bot.incident import checklists, lifecycle, playbooks, redaction, taking_back
from bot.incident.errors import Refused
from tests.incident.given import ANA, BO, LEO, Book, staffed

TEXT = playbooks.PlaybookText(title="Documents missing", steps="1. ask the index\n\n- [ ] compare the owners\nthe last")
RESOLVED = staffed().asks(1, LEO, lifecycle.resolve)
WRITTEN = RESOLVED.asks(2, LEO, playbooks.write, draft=TEXT, seen=0)
KNOWN = playbooks.versions(WRITTEN.incident)[0]
OTHER = replace(KNOWN, past="INC-9")


def numbers(book: Book) -> list[int]:
    return [step.number for one in checklists.in_use(book.incident) for step in one.steps]


def done(book: Book) -> dict[int, tuple[str, str]]:
    steps = (step for one in checklists.in_use(book.incident) for step in one.steps)
    return {step.number: (step.by, step.words) for step in steps if step.is_done}


def test_a_step_is_a_line_without_the_marks_of_a_list() -> None:
    assert "ask the index\ncompare the owners\nthe last" == KNOWN.text


def test_what_looks_like_the_mark_of_a_list_within_a_step_stays() -> None:
    typed = "1. run f(2) twice\n- compare - the owners - by hand\nwait 5. then ask"

    assert ("run f(2) twice", "compare - the owners - by hand", "wait 5. then ask") == playbooks.lines_of(typed)


def test_what_not_to_do_has_no_number_and_is_ticked_off_by_nobody() -> None:
    lines = playbooks.numbered(("ask", "Not this: a restart", "compare"), first=4)

    assert [4, None, 5] == [line.number for line in lines]


def test_a_struck_version_gives_way_to_the_one_before_and_keeps_its_number() -> None:
    second = WRITTEN.asks(3, ANA, playbooks.write, draft=replace(TEXT, title="Lost"), seen=1)
    struck = second.asks(4, ANA, taking_back.undo)
    third = struck.asks(5, BO, playbooks.write, draft=replace(TEXT, title="Lost again"), seen=1)

    assert [(1, LEO), (2, ANA)] == [(one.version, one.author) for one in playbooks.versions(second.incident)]
    assert KNOWN == playbooks.playbook(struck.incident)
    assert [1, 3] == [one.version for one in playbooks.versions(third.incident)]


def test_a_number_means_one_step_whatever_is_used_taken_back_or_redacted() -> None:
    one = staffed().asks(5, LEO, checklists.use, known=KNOWN)
    ticked = one.asks(6, ANA, checklists.tick, steps=[3])
    gone = ticked.asks(7, LEO, redaction.redact, called=f"#{one.incident.last_seq}", why="a name")
    back = one.asks(6, LEO, taking_back.undo)

    assert [1, 2, 3, 4, 5, 6] == numbers(ticked.asks(8, LEO, checklists.use, known=OTHER))
    assert [4, 5, 6] == numbers(back.asks(8, LEO, checklists.use, known=OTHER))
    assert 4 == gone.asks(8, LEO, checklists.use, known=OTHER).entries[-1].fact.first  # type: ignore[union-attr]


def test_whoever_ticked_first_stands_and_the_last_words_are_what_it_showed() -> None:
    used = staffed().asks(5, LEO, checklists.use, known=KNOWN)
    ticked = used.asks(6, ANA, checklists.tick, steps=[1, 2, 1]).asks(
        7, BO, checklists.tick, steps=[1], words="14 there"
    )

    assert {1: (ANA, "14 there"), 2: (ANA, "")} == done(ticked)
    with pytest.raises(Refused) as refused:
        checklists.tick(ticked.case(8, BO), steps=[2])
    assert ("step_ticked", ANA) == (refused.value.code, refused.value.values["by"])


def test_a_tick_that_is_taken_back_is_none() -> None:
    ticked = staffed().asks(5, LEO, checklists.use, known=KNOWN).asks(6, ANA, checklists.tick, steps=[1])

    assert {} == done(ticked.asks(7, ANA, taking_back.undo))
