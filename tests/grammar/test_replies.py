"""What people reply to a direct message that asks them for something, beside an answer."""

import pytest

from bot.grammar import Aside, aside, task_reply, yes_or_no


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *((typed, Aside("later")) for typed in ("later", "Not now.", "moment", "one sec", "busy, later", "gleich")),
        *((typed, Aside("later", 10)) for typed in ("+10", "in 10", "10 min", "10 more minutes", "noch 10 Minuten")),
        *((typed, Aside("later", 20)) for typed in ("give me 20 minutes please", "I need another 20 min", "in 20m")),
        ("half an hour", Aside("later", 30)),
        *((typed, Aside("later")) for typed in ("in a meeting", "sorry, was at lunch", "brb", "I'm on a call")),
        *((typed, Aside("later", 20)) for typed in ("will do in 20", "snooze 20m", "postpone it by 20 minutes")),
        *((typed, Aside("hand over")) for typed in ("wrong person", "not me", "I'm off shift", "my shift is over")),
        *((typed, Aside("quiet")) for typed in ("stop", "STOP!", "please stop", "stop reminding me", "cancel", "mute")),
        *((typed, Aside("quiet")) for typed in ("don't ask me again", "unsubscribe", "leave me alone please")),
        *((typed, Aside("done")) for typed in ("done", "Done.", "all done", "it's finished", "fertig", "done ✅")),
        *((typed, Aside("elsewhere")) for typed in ("https://grafana.example.com/d/42", "<https://a.example.com>")),
        *((typed, Aside("courtesy")) for typed in ("thank you 🙏", ":pray: thanks", "kk", "good morning", "good job!")),
        *((typed, Aside("courtesy")) for typed in ("working on it", "wip", "ok, I'm looking into it")),
        *(
            (typed, Aside("later", 10))
            for typed in ("gib mir 10 Minuten", "gebt mir noch 10 min bitte", "dame 10 minutos", "encore 10 minutes")
        ),
        *((typed, Aside("later", 60)) for typed in ("ich brauche eine Stunde", "necesito una hora")),
        *(
            (typed, Aside("later"))
            for typed in ("bin in einem Meeting", "bin gleich wieder da", "einen Moment", "un momento, por favor")
        ),
        *((typed, Aside("later")) for typed in ("ahora no", "más tarde", "plus tard", "je suis en réunion")),
        *((typed, Aside("help")) for typed in ("need help", "I need help!", "help please", "brauche Hilfe")),
        *((typed, Aside("hand over")) for typed in ("hand over", "Hand over to Bo", "handing over to <@U2|bo>")),
        *((typed, Aside("later")) for typed in ("busy, ask Bo", "ok, can't now")),
        ("sorry, 5 min", Aside("later", 5)),
        ("ok. see thread", Aside("elsewhere")),
        ("sorry, can't now - handing over to Bo", Aside("hand over")),
        *((typed, Aside("hand over")) for typed in ("hand it over to Bo", "I'm handing this over", "can't, handing")),
        *((typed, Aside("hand over")) for typed in ("can't, handing to bo", "I can't now, passing this on to Bo Chen")),
        *((typed, Aside("elsewhere")) for typed in ("see channel", "siehe Kanal", "as I said in the channel")),
        *((typed, Aside("elsewhere")) for typed in ("ask Bo", "ask <@U2|bo>", "frag Bo Chen", "see above", "s.o.")),
        *((typed, Aside("question")) for typed in ("who is lead?", "what is this?", "which report, logs or code ?")),
        *((typed, Aside("courtesy")) for typed in ("ok", "Thanks!", "yes", "on it", "ok, thanks", "danke", ":+1:")),
        *((typed, Aside("wordless")) for typed in ("", " \n")),
    ],
)  # fmt: skip
def test_a_reply_that_tells_nothing_says_what_its_author_wants(typed: str, expected: Aside) -> None:
    assert expected == aside(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "2 of 14 found",
        "14",
        "?",
        "done: 14 of 14 are restored",
        "done with the first half",
        "stop the job",
        "stopped it",
        "cancelled the job",
        "fixed",
        "https://a.example.com/d/42 shows 14",
        "working on it with Bo",
        "delay of 20 minutes in the queue",
        "👍 2 of 14 found",
        "db is down",
        "still looking",
        "found in 10 min",
        "restored, later more",
        "back in 10 min",
        "ok again since 11:20",
        "asking Bo for the old logs",
        "see channel: 2 of 14 are there",
        "no customer is hurt",
        "needs help from the vendor",
        "2 found.\nis that all?",
        "the rename job. Shall I stop it?",
        "handing",
        "handing it to ops",
        "passing it to prod",
        "pass this on to the vendor",
        "I am passing this to QA",
        "hand it to ops",
    ],
)
def test_a_reply_that_tells_anything_is_what_it_says(typed: str) -> None:
    assert aside(typed) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("Yes", True), ("ja!", True), ("👍", True), (":+1:", True), ("No.", False), ("nein", False), (":-1:", False)],
)
def test_yes_and_no_are_read_alone(typed: str, *, expected: bool) -> None:
    assert expected == yes_or_no(typed)


@pytest.mark.parametrize("typed", ["ok", "not yet, three are still hurt", "yes, but not for all", "no idea"])
def test_more_than_yes_or_no_is_neither(typed: str) -> None:
    assert yes_or_no(typed) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *((typed, ("taken", "")) for typed in ("ok", "on it", "Yes!", "I'll take it", "ok, will do", "accept")),
        *((typed, ("declined", "")) for typed in ("no", "decline", "sorry, can't", "I cannot do this")),
        *((typed, ("more", "")) for typed in ("5 more minutes", "+5", "not yet", "later")),
        *((typed, ("done", "")) for typed in ("done", "Done!", "it's done")),
        ("done: they differ in the owner", ("done", "they differ in the owner")),
        ("Done - restarted at 12:07.\nThe queue shrinks.", ("done", "restarted at 12:07.\nThe queue shrinks.")),
        ("blocked: no access", ("blocked", "no access")),
        ("I'm stuck because Ana has the key", ("blocked", "because Ana has the key")),
        *(
            (typed, None)
            for typed in ("thanks", "20 min", "they differ", "done with half", "no access", "who?", "stop")
        ),
    ],
)
def test_what_became_of_a_task_is_read_where_a_button_says_the_same(
    typed: str, expected: tuple[str, str] | None
) -> None:
    assert expected == task_reply(typed)
