"""However much is on record, a page has no more words than it may have, and says what it left out and where that is."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.render.out.file import exported
from bot.render.words import DialectName, Words, words_in
from bot.story import brief, catchup, glance, sheet
from tests.story.carta import ANA, BO, CLEO, DURING, FINAL, LEO, clock, reader, told

WORDS = Words()
LONG = "a word of the record that goes on " * 40
Happened = tuple[str, str, f.Fact]
HEADS = re.compile(r"\*{1,2}\d\. [A-Z][^*]*\.\*{1,2}")


def crowded(count: int, said: str) -> tuple[Happened, ...]:
    """So many of everything that can be typed more than once."""
    made: list[Happened] = []
    for n in range(count):
        made += [
            ("13:30", CLEO, f.CustomerAffected(id=f"C{n + 9}", name=f"Firm {n} {said}", cannot=said)),
            ("13:31", BO, f.ImpactStated(id=f"I{n + 9}", figure="exact", what=f"things {said}", low=n, source=said)),
            (
                "13:32",
                ANA,
                f.UnknownRaised(id=f"U{n + 9}", what=f"{('how many users', 'why', 'whether')[n % 3]} {said}"),
            ),
            ("13:33", LEO, f.RiskStated(id=f"R{n + 9}", words=said)),
            ("13:34", LEO, f.NeedStated(id=f"N{n + 9}", what=said, executive=True)),
            ("13:35", BO, f.HypothesisRaised(id=f"H{n + 9}", text=said)),
            ("13:36", BO, f.HypothesisConfirmed(id=f"H{n + 9}", evidence=said)),
            ("13:37", LEO, f.FollowUpRaised(id=f"F{n + 9}", text=said)),
            ("13:38", LEO, f.Decided(id=f"D{n + 9}", what=said)),
            ("13:39", ANA, f.Reported(role="logs", conditions=f"{said} not so", actions=said, needs=said)),
        ]
    plans: list[Happened] = [
        ("13:40", LEO, f.Planned(plan="a", what=said, eta_low_min=5, eta_high_min=9, basis=said)),
        ("13:40", LEO, f.Planned(plan="b", what=said, basis=said)),
    ]
    return (*made, *plans)


def words_of(text: str) -> int:
    """Of the seven sections, without their heads."""
    whole = re.sub(r" \[m?\d+\](?!:)", "", text)
    told = HEADS.split(whole)[1:]
    last = re.split(r"\n\s*\n|\nLast reports|\nLeft out", told[-1].strip())[0]
    return sum(words_in(part) for part in (*told[:-1], last))


def page(incident: Incident, form: DialectName = "markdown", at: str = "16:00") -> tuple[brief.Brief, str]:
    made = brief.of(incident, now=clock(at), policy=Policy(), due={}, next_brief_at=None)
    return made, WORDS.brief(made, form=form, reader=reader(at))


@pytest.mark.parametrize("form", ["slack", "markdown"])
@pytest.mark.parametrize("said", ["short", LONG, "a " * 400], ids=["short", "long", "many"])
@pytest.mark.parametrize("story", [DURING, FINAL], ids=["during", "final"])
def test_a_page_of_everything_has_its_length(story: tuple[Happened, ...], said: str, form: DialectName) -> None:
    first, *rest = sorted((*story, *crowded(50, said)), key=lambda one: clock(one[0]))
    made, text = page(told(first, *rest), form)

    assert words_of(text) <= made.words_max
    assert 7 == len(HEADS.findall(text))
    whole = "The whole record so far" if story is DURING else "The whole record"
    assert re.search(rf"Left out: .*\d+ decisions that are asked of you.*\. {whole}: `/incident review INC-42`\.", text)
    assert "Decision needed from you" in text


@pytest.mark.parametrize("said", ["short", LONG])
def test_it_is_one_sheet_of_paper_with_the_picture_where_that_has_room(said: str) -> None:
    first, *rest = sorted((*FINAL, *crowded(50, said)), key=lambda one: clock(one[0]))
    incident = told(first, *rest)
    made, _ = page(incident)
    seen = glance.of(incident, [], now=clock("16:00"), policy=Policy())
    (short, full) = (
        exported(one, "pdf", words=WORDS, reader=reader("16:00"), glance=seen) for one in (page(told(*FINAL))[0], made)
    )

    assert [1, 1] == [len(re.findall(rb"/Type\s*/Page\b", one.content)) for one in (short, full)]


@settings(max_examples=10, deadline=None)
@given(
    picked=st.lists(st.sampled_from(crowded(4, LONG)) | st.sampled_from(crowded(30, "some")), max_size=60),
    story=st.sampled_from([DURING, FINAL]),
)
def test_a_page_of_any_record_has_its_length(picked: list[Happened], story: tuple[Happened, ...]) -> None:
    first, *rest = sorted((*story, *picked), key=lambda one: clock(one[0]))
    incident = told(first, *rest)
    made, text = page(incident)
    greeting = catchup.of(made, incident, policy=Policy())
    told_aloud = sheet.of(made, incident, policy=Policy())

    assert words_of(text) <= made.words_max
    assert WORDS.catchup(greeting, form="slack", reader=reader())
    assert WORDS.sheet(told_aloud, form="slack", reader=reader())
