"""Ranking, by records of our own invention."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.story.recall.past import DeadEnd, Past, PastPlaybook
from bot.story.recall.ranking import LIFT, WEIGHTS, Index

CRANE = Past(
    name="crane",
    title="Harbour crane does not take orders",
    symptom="The loading list on screen four stays empty",
    cause="The nightly export filled the disk of the list server",
    fix="Old exports deleted, export moved to another volume",
    dead_ends=(DeadEnd("Radio link suspected", 25),),
)
BAKERY = Past(
    name="bakery",
    title="Ovens ignore the new recipe",
    symptom="All ovens bake by last week's recipe since the rollout",
    cause="The release reads recipes by a name that the old ovens do not have",
    fix="Rolled back, names put into the ovens, rolled out again",
)
LIBRARY = Past(
    name="library",
    title="Readers cannot sign in",
    symptom="The catalogue asks for the password again and again",
    cause="The certificate of the sign-in server had expired",
    fix="Certificate renewed, reminder set",
)


def names(index: Index, query: str) -> list[str]:
    return [found.past.name for found in index.similar(query)]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("no space left on the build host", "crane"),
        ("TLS handshake fails for everybody", "library"),
        ("should we revert the deployment?", "bakery"),
        ("screen four is empty", "crane"),
        ("radio link", "crane"),
    ],
)
def test_what_is_alike_in_words_or_in_kind_comes_first(query: str, name: str) -> None:
    assert name == names(Index([CRANE, BAKERY, LIBRARY]), query)[0]


HOIST = Past(name="hoist", title="Harbour hoist takes no orders", helped_by=("bakery", "crane", "gone"))


def test_what_was_useful_in_one_that_is_alike_is_raised_by_a_share_of_its_score() -> None:
    def scored(helped: Past, query: str, *, private: bool = False) -> dict[str, float]:
        index = Index([CRANE, BAKERY])
        index.add(helped, private=private)
        return {one.past.name: one.score for one in index.similar(query)}

    query = "harbour orders"
    plain, raised = scored(replace(HOIST, helped_by=()), query), scored(HOIST, query)

    assert pytest.approx(plain["crane"] + LIFT * plain["hoist"]) == raised["crane"]
    assert plain["hoist"] == raised["hoist"]
    assert "bakery" not in raised  # which has nothing in common with the query
    assert plain == scored(replace(HOIST, helps=False), query)  # a drill teaches nothing
    assert scored(replace(HOIST, helped_by=()), query, private=True) == scored(HOIST, query, private=True)


def test_what_was_useful_in_the_one_that_is_asked_about_raises_nothing_for_itself() -> None:
    """It is over and asked about again: what people found useful there would else be told as if others had."""

    def scored(helped: Past, but: str) -> dict[str, float]:
        return {one.past.name: one.score for one in Index([CRANE, BAKERY, helped]).similar("harbour orders", but=but)}

    plain, marked = (scored(one, "hoist") for one in (replace(HOIST, helped_by=()), HOIST))

    assert plain == marked
    assert ["crane"] == list(marked)
    assert scored(HOIST, "bakery")["crane"] > marked["crane"]  # of any other that is asked about it counts


def test_what_was_useful_in_one_that_is_hardly_alike_is_not_raised() -> None:
    plain, marked = (Index([CRANE, BAKERY, replace(HOIST, helped_by=helped)]) for helped in ((), ("crane",)))
    query = "harbour seals sleep on every pontoon since the spring tide"

    assert [one.score for one in plain.similar(query)] == [one.score for one in marked.similar(query)]


def test_what_was_useful_once_is_forgotten_with_the_incident_that_said_so() -> None:
    index = Index([CRANE, HOIST])
    index.drop("hoist")
    index.add(replace(HOIST, helped_by=()))

    assert names(Index([CRANE, replace(HOIST, helped_by=())]), "harbour orders") == names(index, "harbour orders")


def test_what_has_nothing_in_common_is_not_there() -> None:
    assert [] == names(Index([CRANE, BAKERY]), "zebra")
    assert [] == names(Index([CRANE]), "")
    assert [] == names(Index(), "disk full")


def test_the_incident_that_is_asked_about_is_left_out() -> None:
    index = Index([CRANE, BAKERY])

    assert "crane" not in [found.past.name for found in index.similar("the disk is full", but="crane")]


def test_it_is_said_what_they_have_in_common() -> None:
    found = next(Index([CRANE, BAKERY, LIBRARY]).similar("Exports stopped, no space left"))

    assert ("full", ("exports",)) == (found.kinds[0], found.words)


def test_of_the_same_words_those_in_the_title_count_most() -> None:
    bare = Past(name="", title="")
    index = Index([replace(bare, name="said", other="turbine"), replace(bare, name="called", title="turbine")])

    assert ["called", "said"] == names(index, "turbine")


def test_every_part_has_its_weight() -> None:
    assert CRANE.parts.keys() == WEIGHTS.keys()


def test_one_of_the_same_name_takes_its_place() -> None:
    index = Index([CRANE])
    index.add(replace(BAKERY, name="crane"))

    assert [] == names(index, "harbour")
    assert (1, ["crane"]) == (len(index), names(index, "ovens"))


PASTS = [CRANE, BAKERY, LIBRARY]
NAMES = st.sampled_from([past.name for past in PASTS])


@given(st.lists(st.tuples(NAMES, st.booleans())))
def test_after_any_coming_and_going_it_is_as_if_made_anew(steps: list[tuple[str, bool]]) -> None:
    known = {past.name: past for past in PASTS}
    index, there = Index(), dict[str, Past]()
    for name, comes in steps:
        if comes:
            index.add(known[name])
            there[name] = known[name]
        else:
            index.drop(name)
            there.pop(name, None)

    query = "certificate, recipe or disk"

    assert list(Index(there.values()).similar(query)) == list(index.similar(query))


@given(st.sets(NAMES), st.text(st.sampled_from("disk certificate recipe "), max_size=40))
def test_private_incidents_change_nothing_of_what_others_get(private: set[str], words: str) -> None:
    query = f"the disk is full, {words}"
    with_them, without = Index(), Index(past for past in PASTS if past.name not in private)
    for past in PASTS:
        with_them.add(past, private=past.name in private)

    seen = [found for found in with_them.similar(query) if found.past.name not in private]

    assert list(without.similar(query)) == seen


@given(st.text(), st.text())
def test_any_words_can_be_asked_and_the_score_is_a_share(title: str, query: str) -> None:
    found = list(Index([replace(CRANE, title=title), BAKERY]).similar(query))

    assert all(0 < one.score < 1 for one in found)
    assert sorted((one.score for one in found), reverse=True) == [one.score for one in found]


def test_a_playbook_is_found_by_its_words_and_moves_no_score_that_has_nothing_of_them() -> None:
    steps = PastPlaybook("Board stays dark", "no lamp on the quay", "Ask the harbour master\nNot this: a new fuse", 1)
    plain, distilled = Index([CRANE, BAKERY]), Index([replace(CRANE, playbook=steps), BAKERY])

    assert [] == names(plain, "dark board, fuse")
    assert ["crane"] == names(distilled, "dark board, fuse")
    assert CRANE.parts == replace(CRANE, playbook=None).parts
    assert WEIGHTS.keys() == replace(CRANE, playbook=steps).parts.keys()
