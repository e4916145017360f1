"""A morning to draw, told in the book of the rules' tests, and the words and eyes to look at it with."""

from functools import cache

from bot.incident import facts as f
from bot.incident.logbook import BOT
from bot.render.words import Reader, Words
from bot.requests.reply import Reply
from bot.slack.messages import buttons
from bot.slack.messages import message as m
from bot.slack.messages.message import SlackMessage
from tests.incident.given import ANA, BO, CLEO, LEO, Book, minute
from workspace.spec.blockkit import faults_in_blocks

PEOPLE = {LEO: "Leo Torres", ANA: "Ana Lima", BO: "Bo Chen", CLEO: "Cleo Diaz"}
WORDS = Words()
TITLE = "Documents missing for a long-standing customer"


def reader(at_min: float = 45) -> Reader:
    """Leo in Berlin, reading so many minutes after nine (UTC)."""
    return Reader(PEOPLE, zone="Europe/Berlin", team_url="https://acme.slack.com", now=minute(at_min))


def declared(severity: int | None = 2, *, title: str = TITLE, private: bool = False, drill: bool = False) -> Book:
    """Leo opens at nine, leads, and asks Ana to take logs and Bo to take code."""
    return (
        Book()
        .says(
            0,
            LEO,
            f.Opened(title=title, severity=severity, private=private, drill=drill),
            f.RoleTaken(role="lead", person=LEO),
            f.RoleOffered(role="logs", person=ANA),
            f.RoleOffered(role="code", person=BO),
        )
        .says(0, BOT, f.ChannelReady(channel="C42", name="inc-42-documents-missing"))
    )


@cache
def busy() -> Book:
    """Half an hour later: a report with a need, a hypothesis each way, a customer, two plans, an unknown."""
    return (
        declared()
        .says(2, ANA, f.RoleTaken(role="logs", person=ANA))
        .says(12, ANA, f.Reported(role="logs", conditions="2 of 14 found", actions="comparing", needs="archive access"))
        .says(13, BO, f.HypothesisRaised(id="H1", text="the index lost them"))
        .says(13, BO, f.HypothesisRaised(id="H2", text="wrong owner since the rename job", likelihood="likely"))
        .says(14, BO, f.HypothesisRuledOut(id="H1", evidence="the index holds all 14"))
        .says(15, LEO, f.Reported(role="lead", conditions="14 documents of one customer cannot be found."))
        .says(16, CLEO, f.CustomerAffected(id="C1", name="Northwind", cannot="send", deadline_at=minute(540)))
        .says(17, CLEO, f.CustomerTold(id="C1", what="they are safe", promised_at=minute(40)))
        .says(18, LEO, f.Planned(plan="a", what="recover from the archive", eta_low_min=20, eta_high_min=40))
        .says(18, LEO, f.Planned(plan="b", what="ask for a day", trigger_at=minute(330)))
        .says(19, LEO, f.UnknownRaised(id="U1", what="are others affected?"))
    )


def shown(reply: Reply, at_min: float = 45) -> SlackMessage:
    """The words and choices of a reply, as Leo sees them in Slack."""
    leo = reader(at_min)
    said = "\n".join(WORDS.slack(line.name, reader=leo, **line.values) for line in reply.lines)
    foot = WORDS.slack(reply.foot.name, reader=leo, **reply.foot.values) if reply.foot else ""
    return m.outgoing(said, widgets=buttons.rows(reply.choices), foot=foot)


def faults(outgoing: SlackMessage) -> list[str]:
    return faults_in_blocks(outgoing.blocks, surface="message")


def labels(outgoing: SlackMessage) -> list[str]:
    """What the buttons of a message say."""
    rows = [block["elements"] for block in outgoing.blocks if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row if element["type"] == "button"]
