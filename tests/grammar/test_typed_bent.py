"""What would have been put down as something else: read as it is meant, or refused with what to type."""

import pytest

from bot import grammar as g
from bot.grammar import parse

RATES = [
    "3000 Euro pro Stunde",
    "3000 EUR je Stunde",
    "3.000 € die Stunde",
    "3000 EUR stündlich",
    "3000 EUR pro Tag",
    "500 GBP a shift",
    "500 GBP p.h.",
    "40k EUR monatlich",
]


@pytest.mark.parametrize("typed", RATES)
def test_a_rate_is_no_sum(typed: str) -> None:
    read = parse(f"money lost {typed}")

    assert isinstance(read, g.ImpactMoney)
    assert (None, None, typed, "") == (read.low, read.high, read.words, read.what)


@pytest.mark.parametrize("what", ["pro forma invoices", "je nach Lage", "die Kasse 4"])
def test_a_sum_is_no_rate(what: str) -> None:
    assert g.ImpactMoney("lost", 3000, 3000, "EUR", what) == parse(f"money lost 3000 EUR {what}")


def test_a_share_is_kept_in_its_words_in_german_too() -> None:
    assert g.Impact(g.InWords("3 von 14"), "Filialen") == parse("impact 3 von 14 Filialen")


def test_a_rate_is_a_factor_in_german_too() -> None:
    read = parse("money lost 3000 EUR pro Stunde × 10% × 3h")

    assert isinstance(read, g.ImpactMoney)
    assert g.Product(3000, 3000, 60, 10_00, 10_00, 180, 180) == read.product


@pytest.mark.parametrize(
    ("typed", "done"),
    [
        ("told C1 restored, done", True),
        ("told C1 all is well done", True),
        ("told C1 done", True),
        ("told C1 nothing is done", False),
        ("told C1 we're not done", False),
        ("told C1 the transfer is half done", False),
        ("told C1 by noon it should be done", False),
    ],
)
def test_a_contact_ends_with_done_unless_that_ends_a_sentence_on_it(typed: str, done: bool) -> None:  # noqa: FBT001
    told = parse(typed)

    assert isinstance(told, g.Told)
    assert (done, True) == (told.done, done or told.what.endswith("done"))


@pytest.mark.parametrize(
    ("typed", "level", "why"),
    [
        ("sev 2 -> 1", 1, ""),
        ("sev 2 -&gt; 1 all wards", 1, "all wards"),
        ("sev 2→3: only test tills", 3, "only test tills"),
        ("sev -&gt; 1", 1, ""),
        ("sev 2 to 3 wards are hit", 2, "to 3 wards are hit"),
    ],
)
def test_an_arrow_leads_to_the_severity_that_is_meant(typed: str, level: int, why: str) -> None:
    assert g.Sev(level, why) == parse(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "resolved in the shop, app still down",
        "resolved for most, imports still failing",
        "fixed the printer, scanner still broken",
        "status resolved but two wards are still missing",
    ],
)
def test_what_is_still_down_is_not_over(typed: str) -> None:
    assert isinstance(parse(typed), g.Report)


@pytest.mark.parametrize(
    "typed", ["resolved, still watching the error rate", "status resolved; the review is still open"]
)
def test_what_is_only_watched_is_over(typed: str) -> None:
    assert isinstance(parse(typed), g.Resolve | g.Status)


def test_an_order_to_resolve_what_is_still_down_is_asked_about() -> None:
    for why in (" the shop works, app still down", ": ward 4 still has no values"):
        read = parse(f"resolve{why}")

        assert isinstance(read, g.Resolve)
        assert read.in_doubt


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("sev 1\nnote the second ward is down", "two_commands"),
        ("sev 2\nstatus mitigated", "two_commands"),
        ("status mitigated\n\nnote: we watch it", "two_commands"),
        ("resolve it works\nfollow-up @bo write the test", "two_commands"),
        ("pause on the call\nreport all quiet", "two_commands"),
        ("report the queue stands\nneed exec a decision on credits", "two_commands"),
        ("ask @bo and @ana to check", "one_person"),
        ("unknown who is hit @ana and @bo by 14:00", "one_person"),
        ("follow-up @bo & @ana by Friday write the test", "one_person"),
        ("follow-up write the test @bo, @ana", "one_person"),
        ("reviewer @bo and @ana", "one_person"),
        ("plan c: pray", "unknown_plan"),
        ("plan b is ready", "about_a_plan"),
        ("plan a did not help", "about_a_plan"),
        ("plan b works", "about_a_plan"),
        ("plan failed for two of them", "about_a_plan"),
        ("step 3 failed: printer jams", "step_unclear"),
        ("step 3 did not work", "step_unclear"),
        ("step 4 skipped", "step_unclear"),
        ("customer Ward 4 has no lab values", "name_unclear"),
        ("customer portal is down", "name_unclear"),
        ("customer , cannot log in", "incomplete"),
    ],
)
def test_what_would_be_put_down_as_something_else_is_refused(typed: str, code: str) -> None:
    with pytest.raises(g.Misread) as refused:
        parse(typed)

    assert code == refused.value.code


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sev 1\nthe second ward is down", g.Sev(1, "the second ward is down")),
        ("cancel\nduplicate of INC-3", g.Cancel("duplicate of INC-3", 3)),
        ("resolve\nfixed by the rollback", g.Resolve("fixed by the rollback")),
        ("report all quiet\nneed: a disk", g.Report(conditions="all quiet", needs="a disk")),
        ("plan b is to call them", g.Plan("b", "call them", None, None)),
        ("plan b takes 20m", g.Plan("b", "", 20, 20)),
        ("plan works council must agree first", g.Plan("a", "works council must agree first", None, None)),
        ("plan b needs-based restart", g.Plan("b", "needs-based restart", None, None)),
        ("plan restart eta 2 Stunden", g.Plan("a", "restart", 120, 120)),
        ("plan failover to the second site", g.Plan("a", "failover to the second site", None, None)),
        ("ask @bo call @ana and @cleo", g.Ask(g.Name(None, "bo"), None, "call @ana and @cleo")),
        ("step 3 two of fourteen failed", g.TickSteps((3,), "two of fourteen failed")),
    ],
)
def test_what_only_looks_like_it_is_read(typed: str, expected: g.Intent) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize(
    ("typed", "name", "several", "exact"),
    [
        ("customer A, B, C cannot log in", "A, B, C", ("A", "B", "C"), False),
        ("customer Northwind, Contoso and Acme cannot log in", "Northwind, Contoso and Acme", 3, False),
        ('customer "A", "B" and "C, Inc." cannot log in', '"A", "B" and "C, Inc."', ("A", "B", "C, Inc."), True),
        ('customer "A, B, C" cannot log in', "A, B, C", (), True),
        ("customer Acme, Inc. cannot log in", "Acme, Inc.", (), False),
        ("customer Müller &amp; Söhne cannot log in", "Müller &amp; Söhne", (), False),
        ("customer Marks and Spencer cannot log in", "Marks and Spencer", 2, False),
        ("customer Northwind / Contoso cannot log in", "Northwind / Contoso", 2, False),
        ("customer Northwind und Contoso cannot log in", "Northwind und Contoso", 2, False),
        ("customer TCP/IP Labs cannot log in", "TCP/IP Labs", (), False),
        ("customer Smith and Sons cannot log in", "Smith and Sons", (), False),
        ('customer "Marks and Spencer" cannot log in', "Marks and Spencer", (), True),
        ("customer Klinik Nord kann nicht log in", "Klinik Nord", (), False),
        ("customer Ward 4 is unable to log in", "Ward 4", (), False),
    ],
)
def test_names_set_apart_are_several(typed: str, name: str, several: object, exact: bool) -> None:  # noqa: FBT001
    read = parse(typed)

    assert isinstance(read, g.Customer)
    assert (name, "log in", exact) == (read.name, read.cannot, read.exact)
    assert several == (read.several if isinstance(several, tuple) else len(read.several))


@pytest.mark.parametrize(
    ("typed", "did_you_mean"),
    [
        ("all clear", ""),
        ("all", "list"),
        ("open", "list"),
        ("open the gates again", ""),
        ("mitigated?", "help status"),
        ("resolved?", "help resolve"),
        ("overview please", "card"),
    ],
)
def test_a_hint_is_of_what_may_be_meant(typed: str, did_you_mean: str) -> None:
    with pytest.raises(g.Misread) as refused:
        parse(typed)

    assert did_you_mean == refused.value.values["did_you_mean"]
