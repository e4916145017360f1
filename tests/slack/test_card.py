"""The card says where an incident stands, and stays a card whatever people write into it."""

import re
from collections.abc import Callable

import pytest

from bot.incident import effect_rules
from bot.incident import facts as f
from bot.incident.effects import Surface
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.incident.vocabulary import row_of
from bot.slack.messages import card
from bot.slack.messages.message import SlackMessage
from bot.story import summary
from tests.examples import EXAMPLES, name
from tests.incident.given import ANA, BO, CLEO, LEO, Book, minute
from tests.slack.drawn import TITLE, WORDS, busy, declared, faults, labels, reader

SLACK_TAKES_CHARS = 4_000  # docs.slack.dev/reference/methods/chat.update: msg_too_long


def drawn(incident: Incident, **known: object) -> SlackMessage:
    due = {"logs": minute(37), "code": None}
    return card.card(incident, **{"due": due, "words": WORDS, "reader": reader(), "key": "post_1", **known})  # type: ignore[arg-type]


def line_of(outgoing: SlackMessage, start: str) -> str:
    return next(line for line in outgoing.text.splitlines() if line.startswith(start))


def test_a_new_card_says_what_is_not_known() -> None:
    outgoing = drawn(declared(None).incident, due={})

    assert "severity not set" in outgoing.text
    assert "What we know: nothing said yet" in outgoing.text
    assert "*Cause* not known" in outgoing.text
    assert "*Plan B* not stated" in outgoing.text
    assert not faults(outgoing)


def test_the_heading_holds_severity_and_title() -> None:
    outgoing = drawn(declared().incident)

    assert {"type": "plain_text", "text": f"SEV2 · {TITLE}", "emoji": False} == outgoing.blocks[0]["text"]


def test_the_first_block_carries_the_key() -> None:
    assert drawn(busy().incident).blocks[0]["block_id"] == "post_1"


def test_a_card_shown_to_one_person_has_no_key() -> None:
    outgoing = drawn(busy().incident, key="")

    assert "block_id" not in outgoing.blocks[0]
    assert not faults(outgoing)


def test_what_we_know_is_the_leads_report() -> None:
    assert "14 documents of one customer cannot be found.\n_Leo Torres, " in drawn(busy().incident).text


def test_a_role_shows_its_holder_finding_need_and_due_time() -> None:
    line = line_of(drawn(busy().incident), "*logs*")

    assert f"<@{ANA}>" in line
    assert "11:12 CEST> 2 of 14 found" in line
    assert "*needs* archive access" in line
    assert line.endswith("_next <!date^1778751420^{time}|11:37 CEST>_")


def test_nothing_new_is_no_finding_and_both_are_shown() -> None:
    book = busy().says(30, ANA, f.NothingNew(role="logs")).says(31, ANA, f.NothingNew(role="logs"))

    line = line_of(drawn(book.incident), "*logs*")

    assert "2 of 14 found" in line
    assert "nothing new <!date^1778751060^{time}|11:31 CEST> (×2)" in line


def test_an_answer_of_no_need_is_not_shown_as_a_need() -> None:
    book = declared().says(2, ANA, f.RoleTaken(role="logs", person=ANA))
    book = book.says(3, ANA, f.Reported(role="logs", conditions="all there", needs="None."))

    assert "needs" not in line_of(drawn(book.incident), "*logs*")


def test_a_finding_of_the_one_before_carries_their_name() -> None:
    book = busy().says(30, CLEO, f.RoleTaken(role="logs", person=CLEO))

    assert f"*logs* <@{CLEO}> · <!date" in line_of(drawn(book.incident), "*logs*")
    assert "2 of 14 found (Ana Lima)" in line_of(drawn(book.incident), "*logs*")


def test_a_stale_role_is_marked() -> None:
    assert "· *stale* ·" in line_of(drawn(busy().incident, stale={"logs"}), "*logs*")


def test_an_offered_and_an_empty_role_are_told_apart() -> None:
    outgoing = drawn(busy().incident)

    assert f"*code* offered to <@{BO}>" == line_of(outgoing, "*code*")
    assert "*customer liaison* nobody" == line_of(outgoing, "*customer liaison*")


def test_the_likeliest_hypothesis_leads_and_the_dead_ends_are_counted() -> None:
    line = line_of(drawn(busy().incident), "*Likeliest cause*")

    assert "*Likeliest cause* H2 wrong owner since the rename job · _likely_ · 1 ruled out" == line


def test_a_confirmed_hypothesis_leads_whatever_else_is_likely() -> None:
    book = busy().says(20, BO, f.HypothesisRaised(id="H3", text="both", likelihood="very likely"))
    book = book.says(21, BO, f.HypothesisConfirmed(id="H2", evidence="all 14 carry the old id"))

    assert "*Cause, confirmed* H2 wrong owner since the rename job · 1 more" in drawn(book.incident).text


def test_a_customer_stands_with_deadline_and_next_word_until_nothing_is_owed() -> None:
    book = busy()
    told = book.says(30, CLEO, f.CustomerTold(id="C1", what="sent", done=True))

    assert "*C1 Northwind* cannot send · deadline *<!date^1778781600^{time}|20:00 CEST>*" in drawn(book.incident).text
    assert "Northwind" not in drawn(told.incident).text


def test_both_plans_stand_with_their_times() -> None:
    outgoing = drawn(busy().incident)

    assert "*Plan A* recover from the archive · takes 20 to 40 min" == line_of(outgoing, "*Plan A*")
    assert "*Plan B* ask for a day · starts <!date^1778769000^{time}|16:30 CEST>" == line_of(outgoing, "*Plan B*")


def test_the_foot_names_the_next_update_and_the_open_questions() -> None:
    foot = drawn(busy().incident).text.splitlines()[-1]

    assert "_Next update by <!date^1778751420^{time}|11:37 CEST> · 1 open question_" == foot


def test_time_alone_does_not_change_the_card() -> None:
    incident = busy().incident

    assert drawn(incident, reader=reader(45)) == drawn(incident, reader=reader(200))


def test_an_empty_role_can_be_taken_and_a_held_one_cannot() -> None:
    buttons = labels(drawn(busy().incident))

    assert ["Report", "Nothing new", "Take code", "Take customer liaison", "Record…", "Brief"] == buttons


def test_a_closed_incident_offers_only_its_brief_and_owes_nothing() -> None:
    outgoing = drawn(busy().says(50, LEO, f.StatusSet(status="resolved")).incident)

    assert ["Brief"] == labels(outgoing)
    assert "next" not in outgoing.text.lower().replace("next word", "")


def test_a_drill_and_a_private_incident_say_so() -> None:
    outgoing = drawn(declared(private=True, drill=True).incident)

    assert outgoing.blocks[0]["text"]["text"].startswith("DRILL · SEV2")
    assert "private" in outgoing.text


HOSTILE = "<!channel> <@U1> &amp; *x*\n\n*lead* ```\u202e:fire: " + "&<>" * 4000


def overfull() -> Book:
    book = declared(1, title=HOSTILE).says(1, ANA, f.RoleTaken(role="logs", person=ANA))
    book = book.says(2, ANA, f.Reported(role="logs", conditions=HOSTILE, needs=HOSTILE))
    book = book.says(3, LEO, f.Reported(role="lead", conditions=HOSTILE))
    book = book.says(4, LEO, f.HypothesisRaised(id="H1", text=HOSTILE))
    plans = (f.Planned(plan="a", what=HOSTILE), f.Planned(plan="b", what=HOSTILE))
    customers = (f.CustomerAffected(id=f"C{n}", name=HOSTILE, cannot=HOSTILE) for n in range(1, 20))
    return book.says(5, LEO, *plans, *customers)


def test_hostile_and_endless_words_leave_a_card_that_slack_takes() -> None:
    outgoing = drawn(overfull().incident)

    assert not faults(outgoing)
    assert len(outgoing.text) <= SLACK_TAKES_CHARS
    tokens = set(re.findall(r"<[^>]*>", re.sub(r"<!date\^\d+\^\{time\}\|[^<>]*>", "", outgoing.text)))
    assert tokens <= {f"<@{LEO}>", f"<@{ANA}>", f"<@{BO}>"}
    assert not re.search(r"&(?!(amp|lt|gt);)", outgoing.text)
    assert "and 13 more" in outgoing.text


@pytest.mark.parametrize("title", [TITLE, HOSTILE])
def test_the_topic_holds_severity_status_lead_and_title(title: str) -> None:
    topic = card.topic(declared(1, title=title).incident, words=WORDS, reader=reader())

    assert topic.startswith("SEV1 · investigating · lead Leo Torres · ")
    assert len(topic) <= 250  # docs.slack.dev/reference/methods/conversations.setTopic: too_long
    assert not re.search(r"<|&(?!(amp|lt|gt);)|\n", topic)


def test_a_topic_without_a_lead_says_that_nobody_leads() -> None:
    book = declared().says(9, LEO, f.RoleReleased(role="lead", person=LEO))

    assert "nobody leads" in card.topic(book.incident, words=WORDS, reader=reader())


def test_the_announcement_leads_into_the_channel_and_rings_nobody() -> None:
    outgoing = card.announcement(busy().incident, words=WORDS, reader=reader(), key="post_2")

    assert "INC-42" in outgoing.text
    assert "Leo Torres leads · <#C42>" in outgoing.text
    assert "<@" not in outgoing.text
    assert ["Brief"] == labels(outgoing)
    assert not faults(outgoing)


PICTURES: dict[str, Callable[[Incident], object]] = {
    "card": drawn,
    "topic": lambda incident: card.topic(incident, words=WORDS, reader=reader()),
    "announcement": lambda incident: card.announcement(incident, words=WORDS, reader=reader(), key=""),
    "summary": lambda incident: WORDS.slack(
        "summary", reader=reader(), summary=summary.of(incident, now=minute(50), policy=Policy())
    ),
}


@pytest.mark.parametrize("fact", [fact for fact in EXAMPLES if row_of(fact).by == "person"], ids=name)
@pytest.mark.parametrize("status", ["investigating", "resolved"])
def test_what_people_do_to_a_picture_has_it_edited(fact: f.Fact, status: f.Status) -> None:
    before = busy() if status == "investigating" else busy().says(44, LEO, f.StatusSet(status=status))
    after = before.says(45, CLEO, fact)
    effects = effect_rules.effects(before.incident, after.incident, after.entries[-1:])
    changed = {name for name, draw in PICTURES.items() if draw(before.incident) != draw(after.incident)}
    # There is a summary from the end on, and a private incident is announced to nobody.
    never = {
        name for name, holds in (("summary", after.incident.is_open), ("announcement", after.incident.private)) if holds
    }

    assert changed - never <= {effect.name for effect in effects if isinstance(effect, Surface)}


def test_card_and_topic_say_where_the_call_is_while_it_runs() -> None:
    book = declared().says(3, LEO, f.BridgeSet(url="https://meet.example.com/42?a=1&b=2"))
    over = book.says(9, LEO, f.StatusSet(status="resolved"))

    assert "Bridge: <https://meet.example.com/42?a=1&amp;b=2>" in drawn(book.incident).text
    assert "Bridge" not in drawn(over.incident).text
    assert card.topic(book.incident, words=WORDS, reader=reader()).endswith(
        " · https://meet.example.com/42?a=1&amp;b=2"
    )


def test_an_address_too_long_for_a_topic_leaves_it_its_words() -> None:
    book = declared().says(3, LEO, f.BridgeSet(url=f"https://meet.example.com/{'x' * 300}"))

    assert TITLE in card.topic(book.incident, words=WORDS, reader=reader())
    assert "meet.example.com" not in card.topic(book.incident, words=WORDS, reader=reader())


@pytest.mark.parametrize("needs", ["n/a", "None.", "—"])
def test_a_role_that_needs_nothing_asks_for_nothing(needs: str) -> None:
    book = busy().says(40, ANA, f.Reported(role="logs", conditions="all is there", needs=needs))

    assert "*needs*" not in line_of(drawn(book.incident), "*logs*")
