"""The morning that the documents were missing, as a logbook: the record that the story's tests read."""

from datetime import UTC, datetime, timedelta

from bot.incident import facts as f
from bot.incident.logbook import Entry, MessageRef
from bot.incident.replay import replay
from bot.incident.state import Incident
from bot.render.words import Reader

LEO, ANA, BO, CLEO = "U1LEO", "U2ANA", "U3BO", "U4CLEO"
PEOPLE = {LEO: "Leo Torres", ANA: "Ana Lima", BO: "Bo Chen", CLEO: "Cleo Diaz"}
CHANNEL = "C42"
TEAM_URL = "https://acme.slack.com"


def clock(hhmm: str, day: int = 14) -> datetime:
    """A time of that day in May 2026, as people in Amsterdam read it (UTC+2)."""
    hours, minutes = hhmm.split(":")
    return datetime(2026, 5, day, int(hours), int(minutes), tzinfo=UTC) - timedelta(hours=2)


def told(*happened: tuple[str, str, f.Fact], day: int = 14) -> Incident:
    """The incident that these tell: when by the clock, who, what. Every one can be read in the channel."""
    entries = tuple(
        Entry(
            seq,
            clock(hhmm, day),
            clock(hhmm, day),
            by,
            f"cmd:{seq}",
            fact,
            MessageRef(CHANNEL, f"{int(clock(hhmm, day).timestamp())}.{seq:06}"),
        )
        for seq, (hhmm, by, fact) in enumerate(happened, start=1)
    )
    return replay(42, entries)


def reader(at: str = "14:05", day: int = 14) -> Reader:
    """Somebody in Amsterdam who reads at that time."""
    return Reader(PEOPLE, "Europe/Amsterdam", TEAM_URL, clock(at, day))


TWO_FOUND = "2 of 14 documents found under the old name, intact"
NONE_LOST = "2 of 14 documents are found and intact; no document is known to be lost"
PLAN_A = "put the documents back under the right owner"
BOTH = "both can go on at once"
OTHERS = "whether other customers are affected"
OPENED = ("13:20", LEO, f.Opened(title="Documents missing for a long-standing customer", severity=2))
DURING = (
    OPENED,
    ("13:20", LEO, f.RoleTaken(role="lead", person=LEO)),
    ("13:21", ANA, f.RoleTaken(role="logs", person=ANA)),
    ("13:22", BO, f.RoleTaken(role="code", person=BO)),
    ("13:24", CLEO, f.RoleTaken(role="customers", person=CLEO)),
    (
        "13:25",
        CLEO,
        f.CustomerAffected(
            id="C1",
            name="Northwind Legal",
            cannot="find the documents it must send to an authority",
            deadline_at=clock("18:00"),
        ),
    ),
    ("13:26", CLEO, f.TimeSet(which="impact start", time=clock("11:40"), source="customer's call")),
    ("13:26", CLEO, f.TimeSet(which="detected", time=clock("11:45"), source="customer's call")),
    ("13:28", CLEO, f.ImpactStated(id="I1", figure="exact", what="customer", low=1, source="customer liaison")),
    ("13:30", BO, f.HypothesisRaised(id="H1", text="the documents were deleted by last night's cleanup")),
    ("13:38", ANA, f.HypothesisRuledOut(id="H1", evidence="the cleanup ran on no account of this customer")),
    (
        "13:40",
        LEO,
        f.HypothesisRaised(
            id="H2", text="Monday's rename left the documents under the customer's old name", likelihood="likely"
        ),
    ),
    ("13:48", CLEO, f.CustomerTold(id="C1", what="we are on it", promised_at=clock("14:30"))),
    (
        "13:50",
        CLEO,
        f.MoneyStated(
            id="M1", kind="at risk", low=60_000, high=180_000, currency="EUR", source="account manager"
        ),
    ),
    (
        "13:55",
        BO,
        f.Reported(
            role="code",
            conditions="the rename job moved accounts but not their documents",
            actions="preparing to move the documents back",
        ),
    ),
    (
        "13:58",
        ANA,
        f.Reported(role="logs", conditions=TWO_FOUND, promised_at=clock("14:20")),
    ),
    ("14:00", LEO, f.Reported(role="lead", conditions=NONE_LOST)),
    ("14:01", BO, f.Planned(plan="a", what=PLAN_A, eta_low_min=20, eta_high_min=40)),
    (
        "14:02",
        LEO,
        f.Planned(plan="b", what="export the documents by hand and send a secure link", trigger_at=clock("15:30")),
    ),
    ("14:02", LEO, f.Decided(id="D1", what="prepare the move and keep counting", because=BOTH)),
    ("14:03", LEO, f.UnknownRaised(id="U1", what=OTHERS, owner=ANA, due_at=clock("14:30"))),
    ("14:04", LEO, f.RiskStated(id="R1", words="missing the deadline is unlikely")),
)  # fmt: skip
FINAL = (
    *DURING,
    ("14:20", ANA, f.HypothesisConfirmed(id="H2", evidence="all 14 documents stand under the old name")),
    ("14:20", LEO, f.StatusSet(status="identified")),
    ("14:41", ANA, f.ImpactStated(id="I1", figure="exact", what="customer", low=1, source="check of all accounts")),
    ("14:48", LEO, f.Decided(id="D2", what="move the documents back now", because="the test on two of them held")),
    ("15:10", BO, f.TimeSet(which="fix applied", time=clock("15:10"), source="code")),
    ("15:10", LEO, f.StatusSet(status="mitigated")),
    ("15:25", CLEO, f.CustomerTold(id="C1", what="all 14 documents are back", done=True)),
    ("15:26", LEO, f.StatusSet(status="resolved", why="the customer confirmed")),
)
