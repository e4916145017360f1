"""How `start` reads a line typed in a hurry: severity, title, flags, and who gets which role."""

import pytest

from bot.grammar import Misread, Name, Offer, Start, parse, spellings
from bot.incident.policy import DUTIES

ANA = Name("U1", "ana")


@pytest.mark.parametrize(
    "typed", ["sev2", "SEV 2", "sev2:", "Sev-2", "S2", "p2", "[sev2]", "severity 2", "\u200bsev2\u00a0"]
)
def test_a_severity_in_front_is_read_however_it_is_written(typed: str) -> None:
    assert Start("Documents missing", 2) == parse(f"start {typed} Documents missing")


def test_a_severity_may_stand_at_the_end() -> None:
    assert Start("Documents missing", 2) == parse("start Documents missing sev2")


def test_the_s3_of_a_storage_service_is_no_severity() -> None:
    assert Start("S3 bucket unreadable") == parse("start S3 bucket unreadable")
    assert Start("bucket unreadable", 3) == parse("start S3: bucket unreadable")


@pytest.mark.parametrize("typed", ["sev 9", "sev9", "sev 5", "sev 1.5", "sev none"])
def test_a_severity_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(Misread) as refused:
        parse(typed)

    assert refused.value.code == "severity_out_of_range"


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        *(
            ("SEV0", 1),
            ("P0", 1),
            ("[P0]", 1),
            ("critical:", 1),
            ("[critical]", 1),
            ("blocker:", 1),
            ("critical severity:", 1),
        ),
        *(("major:", 2), ("high priority:", 2), ("[high]", 2), ("minor:", 3), ("[low]", 4)),
        *(("SEV5", None), ("sev 9", None), ("P7", None)),
    ],
)
def test_a_severity_of_another_scale_never_refuses_the_start_and_keeps_what_was_typed(typed: str, level: int) -> None:
    started = parse(f"start {typed} checkout is down")

    assert isinstance(started, Start)
    assert (started.title, started.severity) == ("checkout is down", level)
    assert started.severity_typed == typed.strip("[]:")


@pytest.mark.parametrize(
    "typed", ["critical path is down", "high CPU on db-3", "low: disk space", "S3 is down", "sev1/2 both"]
)
def test_a_word_of_the_title_is_no_severity(typed: str) -> None:
    assert Start(typed) == parse(f"start {typed}")


@pytest.mark.parametrize(
    "typed",
    [
        "x (sev1)",
        "x, P1",
        "x sev-1",
        "sev. 1 x",
        "P-1 x",
        "prio 1: x",
        "severity: 1 x",
        "sev one x",
        "a sev1 x",
        "S1. x",
    ],
)
def test_a_severity_is_read_in_every_spelling(typed: str) -> None:
    assert Start("x", 1) == parse(f"start {typed}")


@pytest.mark.parametrize("typed", ["x @ana:logs sev1", "x sev1 @ana:logs", "sev1 x @ana:logs"])
def test_a_severity_stands_before_or_behind_the_people(typed: str) -> None:
    assert Start("x", 1, offers=(Offer(Name(None, "ana"), "logs"),)) == parse(f"start {typed}")


@pytest.mark.parametrize(
    "typed", [":fire: sev2 db down", "sev2 :fire: db down", "sev2: :fire: db down", ":fire: db down sev2"]
)
def test_an_emoji_stays_whole_beside_a_severity(typed: str) -> None:
    assert Start(":fire: db down", 2) == parse(f"start {typed}")


@pytest.mark.parametrize("title", ["@ana cannot log in", "code of @bo fails for <@U1|ana> and others", "@kim's papers"])
def test_a_name_inside_a_title_stays_in_the_title(title: str) -> None:
    assert Start(title) == parse(f"start {title}")


@pytest.mark.parametrize(
    "typed",
    [
        "<@U1|ana> :logs",
        "<@U1|ana>:logs",
        "<@U1|ana> logs",
        "logs <@U1|ana>",
        "logs: <@U1|ana>",
        "LOGS : <@U1|ana>",
        "<@U1|ana> : log,",
    ],
)
def test_a_pair_is_read_in_either_order_with_or_without_colon(typed: str) -> None:
    assert Start("Documents missing", offers=(Offer(ANA, "logs"),)) == parse(f"start Documents missing {typed}")


@pytest.mark.parametrize("role", ["customer liaison", "Customer-Liaison", "comms", "customers", "liaison", "customer"])
def test_two_word_roles_and_aliases_name_the_configured_role(role: str) -> None:
    offer = Offer(Name(None, "cleo"), "customers")

    assert Start("Documents missing", offers=(offer,)) == parse(f"start Documents missing @cleo:{role}")


def test_several_pairs_keep_their_order() -> None:
    offers = (Offer(ANA, "logs"), Offer(Name("U2", "bo"), "code"), Offer(Name("S1", "crew"), "customers"))

    started = parse("start Documents missing <@U1|ana> logs, <@U2|bo> code and customers: <!subteam^S1|@crew>")

    assert Start("Documents missing", offers=offers) == started


def test_a_name_without_a_role_behind_pairs_is_kept_for_a_question() -> None:
    started = parse("start Documents missing @ana:logs @bo")

    assert (
        Start("Documents missing", offers=(Offer(Name(None, "ana"), "logs"), Offer(Name(None, "bo"), None))) == started
    )


def test_a_word_that_is_no_role_never_delays_the_start() -> None:
    started = parse("start Documents missing @ana:dba")

    assert Start("Documents missing", offers=(Offer(Name(None, "ana"), None, "dba"),)) == started


@pytest.mark.parametrize("typed", ["sev1 @dba", "@dba sev1", "sev1 @dba,", "sev1 @dba and @dba"])
def test_names_alone_are_people_and_no_title(typed: str) -> None:
    assert Start("", 1, offers=(Offer(Name(None, "dba"), None),)) == parse(f"start {typed}")


def test_names_alone_keep_their_place_before_those_with_a_role() -> None:
    offers = Offer(Name(None, "dba"), None), Offer(Name(None, "ana"), "logs")

    assert Start("", offers=offers) == parse("start @dba @ana:logs")


def test_roles_and_names_inside_a_title_are_left_alone() -> None:
    assert Start("logs of @ana are lost, code is fine") == parse("start logs of @ana are lost, code is fine")


def test_an_alias_counts_only_while_its_role_is_configured() -> None:
    with pytest.raises(Misread) as refused:
        parse("role commander", roles=spellings(DUTIES[1:3]))

    assert refused.value.code == "unknown_role"


@pytest.mark.parametrize(
    "typed", ["+private +drill x", "x —private --drill", "+PRIVATE x +drill", "+ private + drill x"]
)
def test_flags_are_read_wherever_they_stand(typed: str) -> None:
    assert Start("x", private=True, drill=True) == parse(f"start {typed}")


def test_a_misspelt_flag_is_refused_rather_than_opened_in_public() -> None:
    with pytest.raises(Misread) as refused:
        parse("start salaries visible +privat")

    assert (refused.value.code, refused.value.values["did_you_mean"]) == ("unknown_flag", "+private")


@pytest.mark.parametrize(
    "typed", ['"Documents missing"', "“Documents missing”", "„Documents missing“", "«Documents missing»"]
)
def test_quotes_around_the_title_are_taken_off(typed: str) -> None:
    assert Start("Documents missing") == parse(f"start {typed}")


def test_quotes_inside_the_title_stay() -> None:
    assert Start('"Save" and "Send" fail') == parse('start "Save" and "Send" fail')


@pytest.mark.parametrize("typed", ["start", "start   ", 'start ""', "start \u200b\u200d", "declare", "/incident start"])
def test_a_start_without_a_title_asks_for_the_form(typed: str) -> None:
    assert Start("") == parse(typed)


def test_a_title_may_have_200_characters_and_no_more() -> None:
    with pytest.raises(Misread) as refused:
        parse("start " + "x" * 201)

    assert Start("x" * 200) == parse("start " + "x" * 200)
    assert (refused.value.code, refused.value.values["chars"]) == ("title_too_long", "201")


@pytest.mark.parametrize(
    "title", ["🔥🔥", "👩\u200d💻 locked out", "المستندات مفقودة", "<!channel> <#C1|x> &lt;b&gt;", "+1 from me"]
)
def test_emoji_right_to_left_and_markup_stay_as_typed(title: str) -> None:
    assert Start(title) == parse(f"start {title}")


def test_a_link_keeps_its_address() -> None:
    assert Start("down: https://x.example/y?z=1") == parse("start down: <https://x.example/y?z=1|the page>")
