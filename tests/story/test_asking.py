"""What the form offers: by where a line stands and who said it, so that whoever fills it in need not type."""

from bot.incident import facts as f
from bot.incident.state import Incident
from bot.story.asking import IN_FORM_MAX, OfferTopic, lines
from bot.story.timeline import PinnedMessage
from tests.story.carta import ANA, BO, LEO
from tests.story.test_said_rules import MITIGATED, incident, pin, thinks, under

IDENTIFIED = ("14:00", LEO, f.StatusSet(status="identified"))
CUSTOMER = "U0CUSTOMER"


def form(told: Incident, topic: OfferTopic, *heard: PinnedMessage, pinned: tuple[PinnedMessage, ...] = ()) -> list[str]:
    return [one.quote.words for one in lines(told, pinned, heard).offered(topic, most=IN_FORM_MAX)]


def test_of_the_end_those_outside_are_offered_first_whatever_the_team_says_afterwards() -> None:
    """Who feels the harm sees its end, in few words; what the team says since takes up the form alone."""
    afterwards = [pin(f"14:4{n}", BO, f"cleaning up behind it, part {n}") for n in range(9)]
    offered = form(incident(MITIGATED), "all_over", pin("14:31", CUSTOMER, "booking works again"), *afterwards)

    assert "booking works again" in offered
    assert len(offered) == IN_FORM_MAX


def test_the_first_record_is_offered_as_the_harm_beside_the_first_word() -> None:
    """Who writes it down first says what is wrong, and seldom at length."""
    company = [
        pin(f"13:{n}", CUSTOMER, f"word number {n} of somebody who only keeps us company here") for n in range(31, 45)
    ]

    assert "logins fail" in form(incident(MITIGATED), "all_harm", pin("13:20", LEO, "hello there"), *company)


def test_what_those_outside_said_long_before_or_after_is_not_the_end() -> None:
    early, late = pin("14:10", CUSTOMER, "it works for me"), pin("15:20", CUSTOMER, "the weather is better again")

    assert [] == [
        one for one in form(incident(MITIGATED), "all_over", early, late) if "for me" in one or "weather" in one
    ]


def test_who_looked_for_the_reason_is_offered_right_after_it_was_identified() -> None:
    """Whoever sets the state says so; whoever found it explains it a minute later, in few words."""
    long = [
        pin(f"13:{n}", LEO, f"this is the line number {n} of a long talk, which goes on and on about what one might do")
        for n in range(30, 40)
    ]
    found = pin("14:02", BO, "one block too large")
    told = incident(IDENTIFIED, MITIGATED)

    assert "one block too large" in form(told, "all_why", pin("14:01", LEO, "well then, on we go"), found, *long)


def test_a_marked_message_that_was_taken_for_an_idea_may_be_what_ended_it_and_a_typed_idea_is_none() -> None:
    fixed = "pretty sure the second change fixed it"
    told = incident(thinks("13:50", ANA, "the index is stale"), thinks("14:20", BO, fixed, 2), MITIGATED)
    offered = form(told, "all_done", pinned=(under(8, "14:20", BO, fixed, "why"),))

    assert fixed in offered
    assert "the index is stale" not in offered


def test_where_the_cause_had_no_name_a_colleague_who_tells_it_afterwards_is_offered() -> None:
    """Whoever broke it may hold no role, and says so when all works again."""
    talk = [
        pin(f"13:{n}", LEO, f"line {n} of a long talk that goes on and on about what one might do")
        for n in range(30, 42)
    ]
    resolved = ("15:20", LEO, f.StatusSet(status="resolved"))
    told = pin("15:10", CUSTOMER, "i think it was us, our record was deleted by the list that i ran before lunch")
    thanks = pin(
        "15:12", CUSTOMER, "thank you all so much for staying on the line with us for such a very long time today"
    )

    assert told.text in form(incident(MITIGATED, resolved), "all_why", told, thanks, *talk)
    assert told.text not in form(incident(IDENTIFIED, MITIGATED), "all_why", told, *talk)


def test_who_looked_right_after_the_end_whether_it_is_so_is_offered_however_much_was_said_since() -> None:
    looked = pin("14:42", ANA, "the prices are normal, checked five thousand of them")
    since = [pin(f"15:{n}", LEO, f"cleaning up behind it, part {n}") for n in range(10, 30)]

    assert looked.text in form(incident(MITIGATED), "all_over", looked, *since)


def test_another_firm_that_repaired_may_say_so_once_it_was_seen() -> None:
    team = [pin(f"14:{n}", BO, f"we wait for them, part {n}") for n in range(10, 30)]
    theirs = pin("14:33", CUSTOMER, "the cable is spliced since two")

    assert theirs.text in form(incident(IDENTIFIED, MITIGATED), "all_done", theirs, *team)
