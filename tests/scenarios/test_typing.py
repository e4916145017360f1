"""Names, clauses, times and numbers as people type them, from the message box to the record."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene

PAIRS = [
    ("@ana:logs", True),
    ("@ana :logs", True),
    ("@ana logs", True),
    ("logs: @ana", True),
    ("@ANA:Logs", False),
    ("logs @ana", False),
    ("log @ana", False),
]


async def test_a_pair_is_read_in_either_order_picked_or_raw_and_several_with_a_role_of_two_words(scene: Scene) -> None:
    for number, (pair, picks) in enumerate(PAIRS, start=1):
        who = ("leo", "bo", "cleo")[number % 3]  # nobody has more than five open at once
        await scene.types(who, f"/incident start sev2 Case {number} {pair}", where=LOBBY, picks=picks)
        incident = await scene.incident(number)

        assert (incident.title, incident.offered_to(scene.id("ana"))) == (f"Case {number}", ("logs",)), pair

    line = "/incident start sev1 Documents missing for a customer @ana:logs @bo:code @cleo:customer liaison"
    await scene.types("leo", line, where=LOBBY, picks=False)
    roles = (await scene.incident(len(PAIRS) + 1)).roles.values()

    assert {r.name: r.offered_to for r in roles if r.offered_to} == {
        "logs": scene.id("ana"),
        "code": scene.id("bo"),
        "customers": scene.id("cleo"),
    }


async def test_a_customer_needs_no_quotes_the_longest_name_is_meant_and_what_they_cannot_do_stands_anywhere(
    scene: Scene,
) -> None:
    await scene.start()
    await scene.types("leo", "/incident customer Northgate Shipping")
    await scene.types("leo", "/incident customer Northgate")
    for typed, what in (
        ("told C1 we are on it next 20m", "we are on it"),
        ("told Northgate Shipping we are on it next 20m", "we are on it"),
        ("told northgate shipping: we are on it next 20m", "we are on it"),
        ('told "Northgate Shipping" we are on it next 20m', "we are on it"),
        ("told Northgate Shipping is the other one", "is the other one"),
        ("told Northgate Shipping done", ""),
        ("told Northgate Shipping filing received done", "filing received"),
    ):
        before = await scene.facts(f.CustomerTold)
        await scene.types("leo", f"/incident {typed}")
        told = (await scene.facts(f.CustomerTold))[len(before) :]

        assert [("C1", what)] == [(one.id, one.what) for one in told], typed

    await scene.types("leo", '/incident customer "South"')
    inside_a_word = await scene.types("leo", "/incident told Southgate we are on it")

    assert "No customer “Southgate” is on the register" in inside_a_word

    for number, cannot in enumerate(["cannot", "can't", "can’t", "cant", "can not"], start=1):
        line = f"/incident customer Harbour Lines {number} {cannot} file its papers deadline 18:00"
        answer = await scene.types("leo", line)
        customer = (await scene.facts(f.CustomerAffected))[-1]

        assert (customer.name, customer.cannot) == (f"Harbour Lines {number}", "file its papers"), cannot
        assert "18:00 CEST, in 7 h" in answer

    await scene.types("leo", "/incident customer Southgate deadline 18:00 cannot file")
    customer = (await scene.facts(f.CustomerAffected))[-1]

    assert (customer.name, customer.cannot, f"{customer.deadline_at:%H:%M}") == ("Southgate", "file", "16:00")


async def test_a_time_is_the_callers_or_of_the_zone_that_was_typed_and_is_repeated_or_it_is_said_that_none_is_read(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana", code="bo")
    in_berlin = await scene.types("ana", "/incident unknown how many @bo by 14:30")
    in_new_york = await scene.types("bo", "/incident unknown since when @ana by 7:30")
    no_time = await scene.types("leo", "/incident unknown how many are hit @ana by whenever")
    raised = (await scene.facts(f.UnknownRaised))[-1]
    of_a_place = await scene.types("leo", "/incident need exec approval by 3pm ET")
    await scene.types("leo", "/incident plan b: export by hand at 15:30 UTC")
    (plan,) = await scene.facts(f.Planned)

    assert "14:30 CEST, in 3 h 30" in in_berlin
    assert "07:30 EDT, in 2 h 30" in in_new_york
    assert "I read no time in “by whenever”" in no_time
    assert (raised.what, raised.owner, raised.due_at) == ("how many are hit by whenever", scene.id("ana"), None)
    assert "21:00 CEST, in 10 h" in of_a_place
    assert "“ET” is the wall clock of New York, so I read 15:00 EDT." in of_a_place
    assert f"{plan.trigger_at:%H:%M %Z}" == "15:30 UTC"

    await scene.types("ana", "/incident report C: 2 of 14 found A: comparing N: archive access next 25m")
    (report,) = await scene.facts(f.Reported)
    promised = await scene.types("ana", "/incident report logs: still looking next 11:30")
    noted = await scene.types("leo", "/incident note 10:20 first ticket\n10:24 page to bo\nyesterday 22:40 disk filled")
    notes = [entry for entry in await scene.entries() if isinstance(entry.fact, f.Noted)]

    assert (report.conditions, report.actions, report.needs) == ("2 of 14 found", "comparing", "archive access")
    assert f"{report.promised_at:%H:%M}" == "09:25"
    assert f"{(await scene.facts(f.Reported))[-1].promised_at:%H:%M}" == "09:30"
    assert "11:30 CEST, in 30 min" in promised
    assert [(entry.fact.text, f"{entry.at:%d %H:%M}") for entry in notes] == [
        ("first ticket", "14 08:20"),
        ("page to bo", "14 08:24"),
        ("disk filled", "13 20:40"),
    ]
    assert all(said in noted for said in ("10:20 CEST, 40 min ago", "10:24 CEST", "13 May 22:40 CEST"))


PAGES = ("summary", "timeline", "review")
FIGURES = [
    ("1,200 documents", "exact", 1200, None),
    ("1.200 documents", "exact", 1200, None),
    ("1 200 documents", "exact", 1200, None),
    ("60k documents", "exact", 60_000, None),
    ("2-14 documents", "range", 2, 14),
    ("at least 14 documents", "at least", 14, None),
    ("none documents", "none", None, None),
]


MONEY = [
    ("at-risk 60k-180k EUR yearly contract", 60_000, 180_000, "EUR", "yearly contract"),
    ("lost €60 000", 60_000, 60_000, "EUR", ""),
    ("penalty $1,200", 1200, 1200, "USD", ""),
]


async def test_a_sum_is_reckoned_from_what_was_typed_repeated_with_its_inputs_and_put_right(scene: Scene) -> None:
    await scene.start()

    answer = await scene.types("leo", "/incident money lost €12k an hour × 10-20% × 3h")
    incomplete = await scene.types("leo", "/incident money lost €12k an hour × 3h")
    fixed = await scene.types("leo", "/incident fix M1 lost €12k an hour × 10-20% × 4h")
    checked = await scene.types("leo", "/incident money lost checked by Finance")

    factors = "EUR 12,000 an hour × 10 to 20% × 3 h"
    assert f"EUR 3,600 to 7,200 = {factors}; estimate, not checked by Finance" in answer
    assert "lacks a factor" in incomplete
    assert "M1 money lost, corrected: EUR 4,800 to 9,600 =" in fixed
    assert "EUR 4,800 to 9,600 = EUR 12,000 an hour × 10 to 20% × 4 h; checked by Finance" in checked
    assert [(3_600, 7_200, ""), (4_800, 9_600, ""), (4_800, 9_600, "Finance")] == [
        (stated.low, stated.high, stated.checked) for stated in await scene.facts(f.MoneyStated)
    ]
    assert "not checked" not in await scene.types("eva", "/incident summary")


LIKELIHOODS = [
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even",
    "likely",
    "very likely",
    "almost certain",
]


FIGURES_IN_WORDS = [
    ("impact 0.5% of requests source grafana", "0.5% of requests"),
    ("impact one in three invoices", "one in three invoices"),
    ("impact about 500 users", "about 500 users"),
    ("impact money lost 1.50 EUR", "1.50 EUR"),
    ("impact money at-risk 2k EUR per minute", "2k EUR per minute"),
]


async def test_a_figure_is_read_as_people_write_it_and_reads_everywhere_as_it_was_typed(scene: Scene) -> None:
    await scene.start()
    acks = [await scene.types("leo", f"/incident {typed}") for typed, _ in FIGURES_IN_WORDS]
    brief, timeline, review = [await scene.types("leo", f"/incident {page}") for page in PAGES]

    for (_, figure), ack in zip(FIGURES_IN_WORDS, acks, strict=True):
        assert figure in ack
        assert figure in timeline
        assert figure in review
        assert figure in brief or figure.capitalize() in brief

    for typed, kind, low, high in FIGURES:
        await scene.types("leo", f"/incident impact {typed} source query 8812")
        stated = (await scene.facts(f.ImpactStated))[-1]

        assert (stated.figure, stated.low, stated.high, stated.what) == (kind, low, high, "documents"), typed
        assert stated.source == "query 8812"

    assert "source: @leo" in await scene.types("leo", "/incident impact 14 documents")

    for typed, low, high, currency, what in MONEY:
        answer = await scene.types("leo", f"/incident impact money {typed} source the contract")
        stated_sum = (await scene.facts(f.MoneyStated))[-1]

        assert (stated_sum.low, stated_sum.high, stated_sum.currency, stated_sum.what) == (low, high, currency, what)
        assert what in answer

    assert "none" in await scene.types("leo", "/incident impact money lost none source Finance")


async def test_an_idea_is_kept_without_its_quotes_with_each_of_the_seven_words_and_the_likeliest_stands_on_the_card(
    scene: Scene,
) -> None:
    await scene.start()
    for likelihood in LIKELIHOODS:  # the likeliest stands on the card, so they rise
        answer = await scene.types("leo", f"/incident think the job was {likelihood} / {likelihood}")

        assert f", {likelihood}." in answer
        assert f"the job was {likelihood} · {likelihood}" in (await scene.card()).replace(" chances", "")

    for number, (opening, closing) in enumerate(['""', "“”", "„“", "«»", "''"], start=1):
        await scene.types("leo", f"/incident think {opening}job {number}{closing} / likely")
        raised = (await scene.facts(f.HypothesisRaised))[-1]

        assert (raised.text, raised.likelihood) == (f"job {number}", "likely")

    before = await scene.facts(f.HypothesisRaised)
    answer = await scene.types("leo", "/incident think H1 / unlikely")
    (judged,) = await scene.facts(f.HypothesisJudged)
    of_a_part = await scene.types("leo", "/incident resolved in EU only")

    assert "Likeliest cause H7 the job was almost certain" in await scene.card()
    assert (judged.id, judged.likelihood) == ("H1", "unlikely")
    assert "H1 is now unlikely" in answer
    assert before == await scene.facts(f.HypothesisRaised)
    assert "resolved in EU only" in of_a_part
    assert (await scene.incident()).status == "investigating"


async def test_a_time_of_another_day_has_its_day_in_timeline_and_review(scene: Scene) -> None:
    await scene.staffed("sev4 Documents missing", logs="ana")
    await scene.types("leo", "/incident customer Northwind cannot file deadline 28 May 18:00")
    await scene.types("leo", "/incident unknown how many @ana by tomorrow 10:00")
    await scene.types("leo", "/incident decide wait for the archive")
    await scene.after(24 * 60)
    await scene.types("leo", "/incident decide restore by hand")
    pages = [await scene.types("leo", f"/incident {page}") for page in ("timeline", "review")]

    assert all(when in pages[0] for when in ("May 28, 2026 18:00", "May 15, 2026 10:00"))
    assert all(when in pages[1] for when in ("deadline 28 May 18:00", "wanted by 15 May 10:00"))
    assert all(heading in pages[1] for heading in ("1. 14 May 2026, 11:00", "2. 15 May 2026, 11:00"))


async def test_a_deadline_that_is_over_and_plans_without_a_time_are_told_as_what_they_are(scene: Scene) -> None:
    await scene.start()
    over = await scene.types("leo", "/incident customer Norfolk cannot file deadline yesterday 10:00")
    which = await scene.types("leo", "/incident customer Harbor cannot pay deadline 13 May")
    meant = await scene.types("leo", "/incident fix C2 Harbor cannot pay deadline 13 May 2026")
    await scene.types("leo", "/incident plan move the papers")
    await scene.types("leo", "/incident plan b export by hand")
    page = await scene.types("leo", "/incident summary")

    assert "deadline 13 May 10:00 CEST, 1 day 1 h ago" in over
    assert "I read 13 May 2027. If you mean the one that is over, type 13 May 2026." in which
    assert "I read" not in meant
    assert [2026, 2026] == [c.deadline_at.year for c in (await scene.incident()).customers if c.deadline_at]
    assert "The deadline of Norfolk was May 13" in page
    assert "Planned: move the papers (lead, 11:00). No estimate is entered." in page
    assert "Plan B: export by hand; no time for it is entered." in page
