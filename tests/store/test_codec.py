import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident import facts
from bot.incident.facts import CustomerAffected, Fact, Noted, Opened, Reminded, TitleSet
from bot.store import codec
from bot.store.codec import Emptied, Unread
from tests.examples import EXAMPLES, name

AT = datetime(2026, 3, 2, 8, 0, 0, 5, tzinfo=UTC)
IN_PARIS = timezone(timedelta(hours=1))

st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
any_fact = st.one_of(*(st.builds(kind) for kind in get_args(facts.Fact)))


@given(any_fact)
def test_every_fact_comes_back_as_it_was_written(fact: Fact) -> None:
    assert fact == codec.decode(codec.encode(fact))


@given(any_fact)
def test_encoding_what_was_decoded_gives_the_same_text(fact: Fact) -> None:
    text = codec.encode(fact)

    assert text == codec.encode(codec.decode(text))  # type: ignore[arg-type]


@pytest.mark.parametrize("fact", EXAMPLES, ids=name)
def test_every_example_comes_back_as_it_was_written(fact: Fact) -> None:
    assert fact == codec.decode(codec.encode(fact))


def test_a_body_names_its_fact_and_sorts_its_keys() -> None:
    text = codec.encode(Reminded(roles=("logs",), person="U0ANA", rung="due", due_at=AT.astimezone(IN_PARIS)))

    assert (
        '{"about":"","customers":[],"due_at":"2026-03-02T08:00:00.000005+00:00","fact":"Reminded","follow_ups":[],'
        '"of_group":"","person":"U0ANA","ripe_at":null,"roles":["logs"],"rung":"due","task":""}' == text
    )


def test_words_of_all_languages_are_kept_readable() -> None:
    assert '{"fact":"TitleSet","title":"Données — 文档 🧯"}' == codec.encode(TitleSet(title="Données — 文档 🧯"))


def test_no_fact_has_a_field_called_fact() -> None:
    """The body's own key would be lost under it."""
    taken = [kind for kind in get_args(facts.Fact) if "fact" in {field.name for field in fields(kind)}]

    assert [] == taken


def test_a_field_added_later_gets_its_default() -> None:
    assert Opened(title="slow") == codec.decode('{"fact":"Opened","title":"slow"}')


@pytest.mark.parametrize(
    "body",
    [
        '{"fact":"Teleported","to":"Mars"}',
        '{"fact":"HypothesisJudged","id":"H1","likelihood":"written in the stars"}',
        '{"fact":"SeveritySet","severity":"one"}',
        '{"fact":"SeveritySet","severity":true}',
        '{"fact":"SeveritySet"}',
        '{"fact":"Postponed","role":"logs","until":"teatime"}',
        '{"fact":"Reminded","roles":"logs","person":"U","rung":"due","due_at":"2026-03-02T08:00:00+00:00"}',
        '{"fact":"FollowUpRaised","id":"F1","text":"check the owner","due_on":"next spring"}',
    ],
)
def test_what_this_version_has_no_word_for_is_kept_unread(body: str) -> None:
    assert Unread(json.loads(body)["fact"], body) == codec.decode(body)


def test_a_field_of_a_newer_version_is_ignored_by_a_version_that_does_not_know_it() -> None:
    """Otherwise one new field would keep the older version from every incident that the newer one wrote into."""
    assert Noted(text="x") == codec.decode('{"colour":"red","fact":"Noted","text":"x"}')


def test_the_fields_of_an_unread_fact_can_be_exported() -> None:
    assert {"to": "Mars"} == codec.fields(Unread("Teleported", '{"fact":"Teleported","to":"Mars"}'))


def test_the_fields_of_a_fact_are_plain_json() -> None:
    affected = CustomerAffected(id="C1", name="Carta", deadline_at=AT)

    assert {
        "id": "C1",
        "name": "Carta",
        "cannot": "",
        "deadline_at": "2026-03-02T08:00:00.000005+00:00",
        "owner": None,
        "workaround": "",
    } == codec.fields(affected)


def test_a_redacted_fact_has_a_name_and_no_fields() -> None:
    assert ("Noted", {}) == (codec.name_of(Emptied("Noted")), codec.fields(Emptied("Noted")))


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        codec.encode(CustomerAffected(id="C1", name="Carta", deadline_at=AT.replace(tzinfo=None)))


def test_a_fact_renamed_twice_is_read_under_its_present_name() -> None:
    upcasts = {
        "Scribbled": lambda body: {**body, "fact": "Jotted"},
        "Jotted": lambda body: {"fact": "Noted", "text": body["words"]},
    }

    assert {"fact": "Noted", "text": "x"} == codec.upcast({"fact": "Scribbled", "words": "x"}, upcasts)


def test_upcasts_that_go_round_in_a_circle_are_found() -> None:
    upcasts = {"A": lambda body: {**body, "fact": "B"}, "B": lambda body: {**body, "fact": "A"}}

    with pytest.raises(ValueError, match="circle"):
        codec.upcast({"fact": "A"}, upcasts)
