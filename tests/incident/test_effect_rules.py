"""What the outside world must do about what was written."""

from dataclasses import replace

import pytest

from bot.incident import customers, effect_rules, hypotheses, lifecycle, records, reminders, reports, roles, taking_back
from bot.incident import facts as f
from bot.incident.effects import Effect, Post, Surface
from bot.incident.logbook import BOT, Entry, MessageRef
from bot.incident.replay import replay
from bot.incident.state import Incident
from bot.incident.vocabulary import ROWS, name_of, row_of
from tests.examples import EXAMPLES, name
from tests.incident.given import ANA, BO, CLEO, LEO, Book, minute, opened, staffed
from tests.slack.drawn import busy


def reaction(book: Book, longer: Book) -> tuple[Effect, ...]:
    return effect_rules.effects(book.incident, longer.incident, longer.entries[len(book.entries) :])


def surfaces(effects: tuple[Effect, ...]) -> list[str]:
    return [effect.name for effect in effects if isinstance(effect, Surface)]


def posts(effects: tuple[Effect, ...]) -> list[Post]:
    return [effect for effect in effects if isinstance(effect, Post)]


def test_an_opening_brings_the_declarer_in_before_anything_else() -> None:
    effects = reaction(
        Book(), Book().asks(0, LEO, lifecycle.open_incident, title="Documents missing", offers=[(ANA, "logs")])
    )

    assert ["channel", "invite:U0LEO", "invite:U0ANA", "card", "offer:3", "pin", "topic", "announcement"] == surfaces(
        effects
    )
    assert [] == posts(effects)


def test_a_private_incident_is_never_announced() -> None:
    book = Book().asks(0, LEO, lifecycle.open_incident, title="Keys leaked", private=True)

    assert "announcement" not in surfaces(reaction(Book(), book))
    assert "announcement" not in surfaces(reaction(book, book.asks(5, LEO, lifecycle.set_severity, severity=1)))


def test_a_new_status_changes_the_headlines_and_is_said_in_the_thread_of_the_card() -> None:
    book = opened()
    effects = reaction(book, book.asks(9, LEO, lifecycle.set_status, status="mitigated", why="owner restored"))
    (post,) = posts(effects)

    assert ["card", "topic", "announcement"] == surfaces(effects)
    assert ("card", "status_set", "investigating", "mitigated") == (
        post.to, post.message, post.values["was"], post.values["status"],
    )  # fmt: skip


def test_a_report_is_a_reply_of_the_card_with_all_that_its_words_need() -> None:
    book = staffed()
    (post,) = posts(reaction(book, book.asks(4, ANA, reports.report, conditions="two found", promised_min=25)))

    assert post == Post(
        message="reported",
        to="card",
        values={
            "role": "logs",
            "conditions": "two found",
            "actions": "",
            "needs": "",
            "promised_at": "2026-05-14T09:29:00+00:00",
            "evidence": "",
            "by": ANA,
            "at": "2026-05-14T09:04:00+00:00",
        },
        shows_seq=4,
    )


def test_a_report_is_shown_in_the_channel_when_it_carries_a_need() -> None:
    book = staffed()
    shown = [
        posts(reaction(book, book.asks(4, ANA, reports.report, conditions="two found", needs=needs)))[0].also_in_channel
        for needs in ("access to the archive", "none", "Nothing.", "-", "")
    ]

    assert [True, False, False, False, False] == shown


def test_nothing_new_and_postponing_only_edit_the_card() -> None:
    book = staffed().asks(4, ANA, reports.report, conditions="two found")
    quiet = book.asks(13, ANA, reports.nothing_new).asks(14, ANA, reports.postpone, role="logs", minutes=10)

    assert (Surface("card"),) == reaction(book, quiet)


def test_an_accepted_offer_edits_its_message_and_posts_nothing() -> None:
    book = opened().asks(1, LEO, roles.offer, role="logs", person=ANA).says(1, BOT, f.Joined(person=ANA))

    assert (Surface("card"), Surface("offer:3")) == reaction(book, book.asks(2, ANA, roles.accept))


def test_a_role_taken_without_an_offer_is_told_in_the_thread() -> None:
    book = opened()
    effects = reaction(book, book.asks(2, BO, roles.take, role="code"))

    assert ["invite:U0BO", "card"] == surfaces(effects)
    assert ["role_taken"] == [post.message for post in posts(effects)]


def test_a_role_that_somebody_loses_names_them() -> None:
    book = staffed().asks(2, LEO, roles.offer, role="logs", person=BO)
    told, relieved = posts(reaction(book, book.asks(3, BO, roles.accept)))

    assert ("role_taken", ANA) == (told.message, told.values["was_held_by"])
    assert ("relieved", f"person:{ANA}") == (relieved.message, relieved.to)


def test_who_hands_a_role_over_needs_no_telling() -> None:
    book = staffed().asks(2, ANA, roles.hand_over, role="logs", person=BO)

    assert ["role_taken"] == [post.message for post in posts(reaction(book, book.asks(3, BO, roles.accept)))]


def test_a_new_lead_is_a_headline() -> None:
    book = staffed().asks(2, LEO, roles.offer, role="lead", person=ANA)

    assert {"card", "topic", "announcement"} <= set(surfaces(reaction(book, book.asks(3, ANA, roles.accept))))


def test_a_reminder_is_sent_once_and_edited_when_it_is_answered() -> None:
    book = staffed()
    reminded = book.asks(5, BOT, reminders.nag)
    delivered = reminded.delivers(5)

    assert (Surface("reminder:4"),) == reaction(book, reminded)
    assert () == reaction(reminded, delivered)
    assert "reminder:4" in surfaces(reaction(delivered, delivered.asks(6, ANA, reports.report, conditions="two found")))


def test_a_reminder_answered_on_its_way_is_edited_once_it_stands() -> None:
    reminded = staffed().asks(5, BOT, reminders.nag)
    answered = reminded.asks(6, ANA, reports.report, conditions="two found")

    assert "reminder:4" not in surfaces(reaction(reminded, answered))
    assert (Surface("reminder:4"),) == reaction(answered, answered.delivers(7))


def test_an_end_edits_the_reminders_that_stand() -> None:
    book = staffed().asks(5, BOT, reminders.nag).delivers(5)

    assert "reminder:4" in surfaces(reaction(book, book.asks(6, LEO, lifecycle.resolve)))


def test_a_judgement_carries_the_words_of_its_hypothesis() -> None:
    book = opened().asks(1, BO, hypotheses.think, text="wrong owner")
    (post,) = posts(reaction(book, book.asks(2, BO, hypotheses.confirm, evidence="query 8812")))

    assert ("hypothesis_confirmed", "wrong owner") == (post.message, post.values["hypothesis"])


def test_a_corrected_figure_says_so_and_is_shown_in_the_channel() -> None:
    book = opened().asks(1, ANA, records.impact, figure="at least", what="documents missing", low=2)
    (post,) = posts(reaction(book, book.asks(2, ANA, records.impact, figure="exact", what="documents missing", low=14)))

    assert (True, True) == (post.values["corrected"], post.also_in_channel)


def test_a_contact_names_its_customer() -> None:
    book = opened().asks(1, ANA, customers.affected, name="Carta")
    (post,) = posts(reaction(book, book.asks(2, ANA, customers.told, customer="C1", what="found two")))

    assert ("customer_told", "Carta", False) == (post.message, post.values["customer"], post.also_in_channel)


def test_what_was_taken_back_is_named_with_its_words() -> None:
    book = opened().asks(1, ANA, records.note, text="first")
    (post,) = posts(reaction(book, book.asks(2, ANA, taking_back.undo)))

    assert ("struck", "noted") == (post.message, post.values["record"])
    assert {"text": "first", "corrects": None, "by": ANA, "at": "2026-05-14T09:01:00+00:00"} == post.values["words"]


def test_a_message_put_into_the_timeline_is_not_said_again() -> None:
    before = opened().incident
    noted = Entry(3, minute(1), minute(1), ANA, "react:1", f.Noted(text="found"), MessageRef("C1", "1.0"))
    after: Incident = replay(42, (*opened().entries, noted))

    assert () == tuple(posts(effect_rules.effects(before, after, [noted])))


def test_what_slack_answers_orders_nothing() -> None:
    book = opened()
    answered = book.says(
        1, BOT, f.ChannelReady(channel="C1", name="inc-42"), f.CardPosted(ts="1.0"), f.Joined(person=LEO)
    )

    assert () == reaction(book, answered)


def test_a_call_is_a_reply_of_the_card_and_changes_no_picture() -> None:
    book = opened().asks(1, LEO, roles.offer, role="logs", person=ANA)
    effects = reaction(book, book.asks(6, LEO, roles.call, role="logs"))
    (post,) = posts(effects)

    assert ("called", "card", False) == (post.message, post.to, post.also_in_channel)
    assert [] == surfaces(effects)


def test_the_declarer_alone_hears_that_somebody_opened_the_same() -> None:
    book = opened().asks(1, LEO, roles.offer, role="lead", person=ANA).asks(2, ANA, roles.accept)
    effects = reaction(book, book.asks(3, BOT, lifecycle.alike_opened, number=43, person=BO))
    (post,) = posts(effects)

    assert ("alike_opened", f"person:{LEO}") == (post.message, post.to)
    assert [] == surfaces(effects)


def test_nobody_is_told_that_a_declarer_could_not_be_told() -> None:
    book = opened().asks(3, BOT, lifecycle.alike_opened, number=43, person=BO)
    gone = book.says(4, BOT, f.Undelivered(effect="alike_opened", reason="user_not_found"))

    assert () == reaction(book, gone)


def test_a_question_that_was_answered_before_it_stood_is_edited_once_it_does() -> None:
    asked = opened(severity=None).asks(5, BOT, reminders.nag)
    answered = asked.asks(5, LEO, lifecycle.set_severity, severity=2)
    seq = asked.incident.reminders[0].seq

    assert f"reminder:{seq}" in surfaces(reaction(opened(severity=None), asked))
    assert f"reminder:{seq}" not in surfaces(reaction(asked, answered))
    assert [f"reminder:{seq}"] == surfaces(reaction(answered, answered.delivers(6)))


# A task that is dropped has no words to be read in the thread.
@pytest.mark.parametrize(
    "fact", [one for one in EXAMPLES if row_of(one).is_record and getattr(one, "how", "") != "dropped"], ids=name
)
def test_every_record_orders_what_its_row_says(fact: f.Fact) -> None:
    row, effects = row_of(fact), reaction(busy(), busy().says(45, CLEO, fact))

    assert list(row.surfaces) == [name for name in surfaces(effects) if not name.startswith(("invite:", "checklist:"))]
    assert ([(row.name, row.posted_to)] if row.posted_to else []) == [
        (post.message, post.to) for post in posts(effects)
    ]


@pytest.mark.parametrize("kind", [row.kind for row in ROWS if row.subject], ids=name_of)
def test_a_correction_says_that_it_is_one(kind: type[f.Fact]) -> None:
    fact = next(fact for fact in EXAMPLES if isinstance(fact, kind))
    book = opened().says(1, ANA, fact)
    again = replace(fact, corrects=book.entries[-1].seq) if isinstance(fact, f.Noted) else fact
    first, second = (posts(reaction(*books))[0] for books in ((opened(), book), (book, book.says(2, ANA, again))))

    assert (False, True) == (first.values["corrected"], second.values["corrected"])


@pytest.mark.parametrize("kind", [f.ImpactStated, f.MoneyStated, f.CustomerAffected], ids=name_of)
def test_who_is_hurt_and_what_it_costs_everybody_in_the_channel_should_meet(kind: type[f.Fact]) -> None:
    fact = next(fact for fact in EXAMPLES if isinstance(fact, kind))
    (post,) = posts(reaction(busy(), busy().says(45, CLEO, fact)))

    assert (True, "card") == (post.also_in_channel, post.to)
