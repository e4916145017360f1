"""Each customer on the register hears from us on its own clock; the lead hears of a promise that is broken."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def test_who_answers_for_a_customer_and_what_they_do_meanwhile_is_on_card_and_brief(scene: Scene) -> None:
    await scene.start()

    answer = await scene.types("leo", "/incident customer Northwind cannot send owner @ana workaround: use e-mail")
    nobody = await scene.types("leo", "/incident customer Acme owner @nobodyknows")

    assert "@ana answers for them; workaround: use e-mail." in answer
    assert "nobodyknows" in nobody
    assert ["Northwind"] == [fact.name for fact in await scene.facts(f.CustomerAffected)]
    assert "Ana Lima answers for Northwind; meanwhile: use e-mail." in await scene.types("eva", "/incident summary")
    assert "workaround: use e-mail" in await scene.card()

    later = await scene.types("leo", "/incident customer Northwind deadline 18:00")
    done = await scene.types("leo", "/incident told C1 done")

    assert "Northwind cannot send; deadline 18:00" in later  # what a correction leaves out stays as it was
    assert "workaround: use e-mail." in later
    assert "“”" not in done
    assert "Nothing more is owed to them" in done


async def registered(scene: Scene, *, severity: int = 1, **roles: str) -> None:
    """Northwind is on the register since 9:00, and the roles are held."""
    await scene.staffed(f"sev{severity} Documents missing", **(roles or {"customers": "cleo"}))
    await scene.types("leo", "/incident customer Northwind cannot send")


def waiting(scene: Scene, who: str) -> list[str]:
    return [line for line in scene.dms(who) if "for a word" in line or "word is owed" in line or "told 09" in line]


async def test_the_liaison_is_asked_for_the_first_word_then_on_the_clock_and_no_more_once_it_is_done(
    scene: Scene,
) -> None:
    await registered(scene)
    await scene.after(5.1)
    first = waiting(scene, "cleo")
    await scene.presses("cleo", "Told…", where="dm")
    await scene.submits("cleo", "Told a customer", what="we are on it")
    await scene.after(20.1)
    settled, second = waiting(scene, "cleo")
    await scene.types("cleo", "/incident told Northwind all is well done")
    await scene.after(45)

    assert "A customer waits for a word. “Northwind”: due 09:05, not told anything yet" in " ".join(first[0].split())
    assert "“Northwind”: told 09:05" in settled
    assert "due 09:25, last told 09:05: “we are on it”" in second
    assert 2 == len(waiting(scene, "cleo"))
    assert [] == waiting(scene, "leo")


async def test_a_promise_replaces_the_clock_and_of_a_broken_one_the_lead_hears_at_once_and_answers_nothing_by_that(
    scene: Scene,
) -> None:
    await registered(scene)
    await scene.types("cleo", "/incident told Northwind we are on it next 40m")
    await scene.after(34.9)
    early = waiting(scene, "cleo")
    await scene.after(0.2)
    asked = waiting(scene, "cleo")
    await scene.after(4.8)
    unbroken = waiting(scene, "leo")
    await scene.after(0.2)
    broken = " ".join(waiting(scene, "leo")[0].split())
    await answers(scene, "leo", "cleo is on the phone with them")

    assert [] == early == unbroken
    assert "“Northwind”: promised for 09:40" in asked[0]
    assert "A customer still waits for a word. “Northwind”: promised for 09:40" in broken
    assert 1 == len(await told(scene))


async def test_customers_due_together_share_a_message_and_the_lead_hears_half_an_interval_later(scene: Scene) -> None:
    await registered(scene)
    await scene.types("leo", "/incident customer Southgate cannot send")
    await scene.after(5.1)
    (message,) = waiting(scene, "cleo")
    await scene.after(2.3)
    early = waiting(scene, "leo")
    await scene.after(0.2)
    late = waiting(scene, "leo")
    await scene.types("leo", "/incident resolve it works again")
    await scene.after(60)
    (settled,) = [line for line in scene.dms("cleo") if "no word is owed any more. (INC-1)" in line]

    assert "Customers wait for a word" in message
    assert "Southgate" in message
    assert [] == early
    assert 1 == len(late)
    assert "[" not in settled
    assert not [line for line in waiting(scene, "leo") if "[" in line]


async def test_without_a_liaison_the_lead_is_asked_and_once(scene: Scene) -> None:
    await registered(scene, logs="ana")
    await scene.after(20)

    assert 1 == len(waiting(scene, "leo"))


async def test_in_a_sev3_a_customer_hears_as_promised(scene: Scene) -> None:
    await registered(scene, severity=3)
    await scene.after(60)
    unasked = waiting(scene, "cleo")
    await scene.types("cleo", "/incident told Northwind we are on it next 10m")
    await scene.after(5.1)

    assert [] == unasked
    assert 1 == len(waiting(scene, "cleo"))


async def test_that_the_liaison_heard_enough_keeps_no_silence_from_the_lead(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", customers="cleo")
    for _ in range(3):
        await scene.after(10)
        await scene.types("cleo", "/incident report two of fourteen next 1m")
        await scene.after(1.1)
        await scene.types("cleo", "/incident report three of fourteen")
    await scene.types("leo", "/incident customer Northwind cannot send")
    await scene.after(8)

    assert [] == waiting(scene, "cleo")
    assert 1 == len(waiting(scene, "leo"))


# ---- an answer in words ------------------------------------------------------------------------------


async def asked_for_a_word(scene: Scene, *more: str) -> None:
    """Cleo, who has reported just now, is asked for a word to Northwind, and to these customers."""
    await registered(scene)
    for name in more:
        await scene.types("leo", f"/incident customer {name} cannot send")
    await scene.after(4)
    await scene.types("cleo", "/incident report they cannot send")
    await scene.after(1.1)


async def answers(scene: Scene, who: str, text: str) -> str:
    """What the person reads in answer to what they wrote to the bot alone."""
    before = scene.whispers(who)
    await scene.says(who, text, where="dm")
    return "\n".join(line for line in scene.whispers(who) if line not in before)


async def told(scene: Scene) -> list[tuple[str, str]]:
    """Who was told what, as it stands on record now."""
    register = (await scene.incident()).customers
    return [(customer.id, contact.what) for customer in register for contact in customer.contacts]


async def test_an_answer_in_words_is_what_the_customer_was_told_repeated_taken_back_by_undo_or_put_right_by_an_edit(
    scene: Scene,
) -> None:
    await asked_for_a_word(scene)
    nods = [await answers(scene, "cleo", nod) for nod in ("ok", "later", "done", "👍")]
    answer = await answers(scene, "cleo", "we are on it next 20m")
    on_record = await told(scene)
    promised = [fact.promised_at for fact in await scene.facts(f.CustomerTold)]
    settled = waiting(scene, "cleo")[0]
    await scene.types("cleo", "/incident undo")
    taken_back = await told(scene)
    ts = await scene.says("cleo", "we are on it", where="dm")
    await scene.does("edits", "cleo", ts, "we restore it now", "dm")

    assert all("is nothing that a customer was told" in nod for nod in nods)
    assert "Northwind (C1) was told: “we are on it”. They hear from us again by" in answer
    assert "/incident undo" in answer
    assert "“Northwind”: told 09:05" in settled
    assert ([("C1", "we are on it")], [True]) == (on_record, [at is not None for at in promised])
    assert [] == taken_back
    assert [("C1", "we restore it now")] == await told(scene)


async def test_of_several_customers_it_is_asked_who_was_told_each_tap_is_one_and_a_name_asks_nothing(
    scene: Scene,
) -> None:
    await asked_for_a_word(scene, "Southgate", "Westgate")
    asked = await answers(scene, "cleo", "we are on it")
    before = await told(scene)
    await scene.presses("cleo", "Southgate was told so", where="dm")
    await scene.presses("cleo", "Southgate was told so", where="dm")
    tapped = await told(scene)
    await answers(scene, "cleo", "Northwind knows that we are on it")
    await answers(scene, "cleo", "brief")  # a command in answer stays one
    named = await told(scene)
    await answers(scene, "cleo", "told Westgate that we restore it")

    assert "Who was told that?" in asked
    assert ([], [("C2", "we are on it")]) == (before, tapped)
    assert [("C1", "Northwind knows that we are on it"), ("C2", "we are on it")] == named
    assert [*named, ("C3", "that we restore it")] == await told(scene)


async def test_beside_a_report_that_is_due_it_is_asked_which_of_them_it_is(scene: Scene) -> None:
    await registered(scene)
    await scene.after(5.1)
    asked = await answers(scene, "cleo", "we are on it")
    await scene.presses("cleo", "It is my report", where="dm")

    assert "or your report?" in asked
    assert ([], ["we are on it"]) == (await told(scene), [r.conditions for r in await scene.facts(f.Reported)])


async def test_an_answer_that_was_not_heard_in_time_counts_from_when_it_was_written(scene: Scene) -> None:
    await asked_for_a_word(scene)
    await scene.stops()
    await scene.people.says("cleo", "we are on it", channel="dm")
    scene.turns(3)
    await scene.starts_again()
    await scene.after(0.1)

    assert [("C1", "we are on it")] == await told(scene)


async def test_a_name_that_two_share_is_asked_about_and_a_tap_carries_out_what_was_typed(
    scene: Scene,
) -> None:
    await scene.start()
    await scene.types("leo", "/incident customer Northgate Shipping cannot file")
    await scene.presses("leo", "Record…")
    await scene.submits("leo", "record", kind="record:customer")
    in_form = await scene.submits("leo", "record:customer", name="Northgate", workaround="use paper")
    await scene.submits("leo", "record:customer", name="C1", workaround="use paper")
    await scene.types("leo", "/incident customer Northgate Bank cannot pay")
    asked = await scene.types("leo", "/incident customer Northgate owner @ana workaround: use e-mail")
    await scene.presses("leo", "C2 Northgate Bank")
    told = await scene.types("leo", "/incident told Northgate we found the job next 20m")
    await scene.presses("leo", "C1 Northgate Shipping")
    await scene.types("leo", "/incident customer Northgate cannot print")
    await scene.presses("leo", "Another one: Northgate")
    shipping, bank, third = (await scene.incident()).customers

    assert "Is C1 Northgate Shipping meant" in in_form  # beside its line
    assert ("Northgate Shipping", "use paper") == (shipping.name, shipping.workaround)
    assert "Which “Northgate”: C1 Northgate Shipping or C2 Northgate Bank?" in asked
    assert "Which “Northgate”:" in told
    assert ("Northgate Bank", "use e-mail", scene.id("ana")) == (bank.name, bank.workaround, bank.owner)
    assert ["we found the job"] == [contact.what for contact in shipping.contacts]
    assert ("Northgate", "print") == (third.name, third.cannot)

    asked = await scene.types("leo", "/incident customer Acme, Brandt and Cole cannot file deadline 18:00")
    nobody = (await scene.incident()).customers[3:]
    await scene.presses("leo", "3 customers: Acme · Brandt · Cole")
    await scene.types("leo", "/incident customer Smith, Jones cannot pay")
    await scene.presses("leo", "One: Smith, Jones")
    *three, one = (await scene.incident()).customers[3:]

    assert "may be one customer or 3" in asked
    assert not nobody
    assert ["Acme", "Brandt", "Cole"] == [customer.name for customer in three]
    assert {("file", three[0].deadline_at)} == {(customer.cannot, customer.deadline_at) for customer in three}
    assert ("Smith, Jones", "pay") == (one.name, one.cannot)
