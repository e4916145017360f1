"""Whose review it is, as people type it."""

import pytest

from bot import grammar as g

ANA = g.Name(None, "ana")


@pytest.mark.parametrize(
    ("typed", "owner", "mine", "has_day"),
    [
        ("reviewer", None, False, False),
        ("reviewer me", None, True, False),
        ("reviewer me by Friday", None, True, True),
        ("reviewer @ana by 28 May", ANA, False, True),
        ("reviewer by Friday @ana", ANA, False, True),
        ("INC-42 reviewer @ana", ANA, False, False),
        ("review owner @ana by Friday", ANA, False, True),
        ("review @ana by Friday", ANA, False, True),
        ("review mine by Friday", None, True, True),
    ],
)
def test_owner_and_day_are_read_in_either_order(typed: str, owner: g.Name | None, mine: bool, has_day: bool) -> None:  # noqa: FBT001 - a table
    read = g.parse(typed)

    assert isinstance(read, g.Reviewer)
    assert (owner, mine, has_day) == (read.owner, read.mine, read.by is not None)


def test_review_alone_still_shows_the_summary() -> None:
    assert g.Review() == g.parse("review")
    assert g.Review(incident=42) == g.parse("review INC-42")


def test_other_words_are_not_swallowed() -> None:
    with pytest.raises(g.Misread):
        g.parse("reviewer the whole team somehow")
