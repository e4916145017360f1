import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.story.recall.kinds import KINDS, kinds
from bot.story.recall.terms import stem, terms, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pod", "pods"),
        ("query", "queries"),
        ("fail", "failed"),
        ("stop", "stopping"),
        ("cache", "caches"),
        ("full", "full"),
    ],
)
def test_an_inflected_word_is_the_same_word(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("pass", "pa"), ("status", "statu"), ("nose", "no"), ("503", "50")])
def test_what_is_no_inflection_stays(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_an_identifier_falls_into_its_words() -> None:
    assert ["crash", "loop", "back", "off", "kube", "dns", "v2", "10"] == words("CrashLoopBackOff kube-dns_v2 10")


def test_common_words_are_no_terms() -> None:
    assert ["disk"] == terms("It was the disk, and nobody's.")[:1]
    assert [] == terms("it was on the")


def test_words_of_other_scripts_stay_as_they_are() -> None:
    assert ["störung", "падение"] == terms("Störung Падение")


@given(st.text())
def test_any_text_has_terms_and_kinds(text: str) -> None:
    assert all(term == term.casefold() for term in terms(text))
    assert kinds(text).keys() <= KINDS.keys()


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("no space left on device", "the disk is full", "full"),
        ("the certificate had expired", "TLS handshake fails", "expiry"),
        ("we rolled back", "the revert is out", "going back"),
        ("OOMKilled twice", "runs out of memory", "memory"),
        ("answers 429", "we are being throttled", "a limit"),
        ("somebody deleted the table", "the rows are gone", "loss"),
    ],
)
def test_different_words_for_one_kind_of_trouble_meet(one: str, other: str, kind: str) -> None:
    assert kind in kinds(one)
    assert kind in kinds(other)


def test_a_phrase_counts_only_as_a_whole() -> None:
    assert "a limit" in kinds("too many requests")
    assert "a limit" not in kinds("too many people asked requests for nothing")


@pytest.mark.parametrize("kind", KINDS)
def test_no_row_has_a_phrase_twice(kind: str) -> None:
    phrases = [phrase.strip() for phrase in KINDS[kind].split(",")]

    assert sorted(set(phrases)) == sorted(phrases)
