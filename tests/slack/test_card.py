"""The card says where an incident stands, and stays a card whatever people write into it."""

import re
from collections.abc import Callable
from typing import get_args

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


def test_a_new_card_asks_for_the_first_sentence_and_hides_what_nobody_stated() -> None:
    outgoing = drawn(declared(None).incident, due={})

    assert "severity not set" in outgoing.text
    assert "What we know: nothing said yet" in outgoing.text
    heads = {line.split("*")[1] for line in outgoing.text.splitlines()[1:] if line.startswith("*")}
    assert {"Investigating", "lead", "logs", "code", "customer liaison"} == heads
    assert not faults(outgoing)


@pytest.mark.parametrize("status", get_args(f.Status))
def test_the_first_sentence_is_asked_for_while_it_goes_on(status: f.Status) -> None:
    outgoing = drawn(declared(1).says(9, LEO, f.StatusSet(status=status)).incident, due={})

    assert (status in {"investigating", "identified"}) == ("What we know" in outgoing.text)


def test_the_headline_facts_stand_with_who_says_so() -> None:
    book = (
        busy()
        .says(20, CLEO, f.ImpactStated(id="I1", figure="range", what="customers", low=3, high=12))
        .says(21, CLEO, f.ImpactStated(id="I1", figure="exact", what="customers", low=4, source="query 8812"))
        .says(22, LEO, f.MoneyStated(id="M1", kind="at risk", low=60_000, high=180_000, currency="EUR"))
        .says(22, LEO, f.MoneyStated(id="M2", kind="lost", low=0, high=0, currency="EUR", source="Finance"))
        .says(23, LEO, f.RiskStated(id="R1", words="may miss the filing"), f.RiskStated(id="R2", words="low by now"))
        .says(24, LEO, f.NeedStated(id="N1", what="a credit for them", executive=True, due_at=minute(120)))
        .says(25, LEO, f.NeedStated(id="N2", what="a second reader"))
        .says(26, LEO, f.Decided(id="D1", what="shall we wait?"), f.Decided(id="D2", what="restore them all by hand"))
        .says(27, BO, f.Decided(id="D3", what="yes"))
        .says(28, ANA, f.Noted(text="the first paper opens again"))
    )
    outgoing = drawn(book.incident)

    assert "*Impact* 4 customers, not between 3 and 12 (query 8812, " in line_of(outgoing, "*Impact*")
    assert "*Money* lost: none (Finance, " in line_of(outgoing, "*Money*")
    assert " · at risk: EUR 60,000 to 180,000 (Leo Torres, " in line_of(outgoing, "*Money*")
    assert "*Risk* low by now (Leo Torres, " in line_of(outgoing, "*Risk*")
    assert "*Asked of the executive* a credit for them · by *<!date^1778756400^{time}|13:00 CEST>*" == line_of(
        outgoing, "*Asked of"
    )
    assert "*Decided* restore them all by hand (Leo Torres, " in line_of(outgoing, "*Decided*")
    assert "*Newest finding* the first paper opens again (Ana Lima, " in line_of(outgoing, "*Newest")
    assert not faults(outgoing)


def test_a_finding_that_stands_beside_its_role_stands_once() -> None:
    assert (
        "Newest finding" not in drawn(busy().says(30, ANA, f.Reported(role="logs", conditions="3 found")).incident).text
    )


def test_when_it_is_over_nobody_is_asked_and_what_was_feared_is_past() -> None:
    book = busy().says(23, LEO, f.RiskStated(id="R1", words="may miss the filing"))
    book = book.says(24, LEO, f.NeedStated(id="N1", what="a credit", executive=True))
    outgoing = drawn(book.says(50, LEO, f.StatusSet(status="resolved")).incident)

    assert "may miss" not in outgoing.text
    assert "Asked of" not in outgoing.text


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
    assert line.endswith("_due <!date^1778751420^{time}|11:37 CEST>_")


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


@pytest.mark.parametrize("old", ["stale", "unattended"])
def test_a_role_that_nobody_speaks_for_is_marked(old: str) -> None:
    outgoing = drawn(busy().incident, stale={"logs": old})

    assert f"· *{old}* ·" in line_of(outgoing, "*logs*")
    assert line_of(outgoing, "*logs*").endswith("_due <!date^1778751420^{time}|11:37 CEST>_")
    assert "Next update by" not in outgoing.text


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


def test_a_plan_of_the_time_before_it_began_again_is_no_plan_until_somebody_speaks_of_it() -> None:
    over, again = f.StatusSet(status="mitigated"), f.StatusSet(status="investigating")
    book = busy().says(30, LEO, over).says(40, LEO, again)
    stepped = book.says(41, LEO, f.PlanStepped(plan="a", stage="begun"))

    assert "Plan A" not in drawn(book.incident).text
    assert "*Plan B* ask for a day" in drawn(book.incident).text
    assert "*Plan A* recover from the archive" in drawn(stepped.incident).text


def test_the_foot_names_the_next_update_and_the_open_questions() -> None:
    foot = drawn(busy().incident).text.splitlines()[-1]

    assert "_Next update by <!date^1778751420^{time}|11:37 CEST> · 1 open question_" == foot


def test_time_alone_does_not_change_the_card() -> None:
    incident = busy().incident

    assert drawn(incident, reader=reader(45)) == drawn(incident, reader=reader(200))


def test_an_empty_role_can_be_taken_and_a_held_one_cannot() -> None:
    buttons = labels(drawn(busy().incident))

    plan = ["Plan A: begun", "Plan A: done"]
    assert ["Report", "Nothing new", "Take code", "Take customer liaison", "Record…", "Brief", *plan] == buttons


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
    counted = (
        f.ImpactStated(id=f"I{n}", figure="in words", what=f"{n}{HOSTILE}", words=HOSTILE, source=HOSTILE)
        for n in range(1, 5)
    )
    kinds: tuple[f.MoneyKind, ...] = ("lost", "at risk", "delayed", "penalty", "response cost")
    sums = (
        f.MoneyStated(id=f"M{n}", kind=kind, low=None, high=None, currency="EUR", words=HOSTILE, source=HOSTILE)
        for n, kind in enumerate(kinds)
    )
    asked = (f.NeedStated(id=f"N{n}", what=HOSTILE, executive=True) for n in range(1, 5))
    said = (f.RiskStated(id="R1", words=HOSTILE), f.Decided(id="D1", what=HOSTILE), f.Noted(text=HOSTILE))
    return book.says(5, LEO, *plans, *customers, *counted, *sums, *asked, *said)


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
