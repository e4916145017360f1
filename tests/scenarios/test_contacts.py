"""Each customer on the register hears from us on its own clock; the lead hears of a promise that is broken."""

from tests.scenarios.conftest import Scene


async def registered(scene: Scene, *, severity: int = 1, **roles: str) -> None:
    """Northwind is on the register since 9:00, and the roles are held."""
    await scene.staffed(f"sev{severity} Documents missing", **(roles or {"customers": "cleo"}))
    await scene.types("leo", "/incident customer Northwind cannot send")


def waiting(scene: Scene, who: str) -> list[str]:
    return [line for line in scene.dms(who) if "for a word" in line or "word is owed" in line or "told 09" in line]


async def test_the_liaison_is_asked_for_the_first_word_and_then_on_the_clock(scene: Scene) -> None:
    await registered(scene)
    await scene.after(5.1)
    first = waiting(scene, "cleo")
    await scene.types("cleo", "/incident told Northwind we are on it")
    await scene.after(20.1)

    assert "A customer waits for a word. “Northwind”: due 09:05, not told anything yet" in " ".join(first[0].split())
    assert "“Northwind”: told 09:05" in waiting(scene, "cleo")[0]
    assert "due 09:25, last told 09:05: “we are on it”" in waiting(scene, "cleo")[1]


async def test_a_promise_replaces_the_clock_once_and_is_asked_for_five_minutes_before(scene: Scene) -> None:
    await registered(scene)
    await scene.types("cleo", "/incident told Northwind we are on it next 40m")
    await scene.after(34.9)
    early = waiting(scene, "cleo")
    await scene.after(0.2)

    assert [] == early
    assert "“Northwind”: promised for 09:40" in waiting(scene, "cleo")[0]
    assert [] == waiting(scene, "leo")


async def test_the_lead_hears_of_a_broken_promise_at_once(scene: Scene) -> None:
    await registered(scene)
    await scene.types("cleo", "/incident told Northwind we are on it next 40m")
    await scene.after(39.9)
    early = waiting(scene, "leo")
    await scene.after(0.2)

    assert [] == early
    assert "A word is owed. “Northwind”: promised for 09:40" in " ".join(waiting(scene, "leo")[0].split())


async def test_the_lead_hears_of_no_word_half_an_interval_after_the_liaison_did(scene: Scene) -> None:
    await registered(scene)
    await scene.after(7.4)
    early = waiting(scene, "leo")
    await scene.after(0.2)

    assert [] == early
    assert 1 == len(waiting(scene, "leo"))


async def test_customers_due_together_share_a_message(scene: Scene) -> None:
    await registered(scene)
    await scene.types("leo", "/incident customer Southgate cannot send")
    await scene.after(5.1)
    (message,) = waiting(scene, "cleo")

    assert "Customers wait for a word" in message
    assert "Southgate" in message


async def test_a_word_is_taken_down_from_the_reminder(scene: Scene) -> None:
    await registered(scene)
    await scene.after(5.1)
    await scene.presses("cleo", "Told…", where="dm")
    await scene.submits("cleo", "Told a customer", what="we are on it")

    assert "“Northwind”: told 09:05" in waiting(scene, "cleo")[0]


async def test_who_was_told_that_it_is_done_is_asked_about_no_more(scene: Scene) -> None:
    await registered(scene)
    await scene.types("cleo", "/incident told Northwind all is well done")
    await scene.after(120)

    assert [] == waiting(scene, "cleo") + waiting(scene, "leo")


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


async def test_nobody_waits_for_a_word_about_what_is_over(scene: Scene) -> None:
    await registered(scene)
    await scene.after(5.1)
    await scene.types("leo", "/incident resolve it works again")
    await scene.after(60)
    (message,) = [line for line in scene.dms("cleo") if "no word is owed any more. (INC-1)" in line]

    assert "[" not in message
    assert [] == waiting(scene, "leo")


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
