"""Whatever is on record at whatever moment, every document can be written, in both forms."""

from datetime import timedelta

import pytest

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.render.words import DialectName, Words
from bot.story import brief, sheet, summary, timeline
from tests.story.carta import ANA, BO, FINAL, LEO, OPENED, clock, reader, told

ODD = (
    ("13:21", LEO, f.Opened(title="", drill=True, private=True)),
    ("13:22", ANA, f.CustomerAffected(id="C1", name="A")),
    ("13:22", ANA, f.CustomerAffected(id="C2", name="B", cannot="log in.")),
    ("13:22", ANA, f.CustomerAffected(id="C3", name="C")),
    ("13:22", ANA, f.CustomerAffected(id="C4", name="D", deadline_at=clock("12:00"))),
    ("13:23", BO, f.CustomerTold(id="C9", what="", done=True)),
    ("13:24", BO, f.HypothesisConfirmed(id="H9", evidence="")),
    ("13:25", BO, f.ImpactStated(id="I1", figure="none", what="accounts")),
    ("13:25", BO, f.ImpactStated(id="I2", figure="range", what="documents", low=3, high=12)),
    ("13:25", BO, f.ImpactStated(id="I3", figure="in words", words="one in three", what="calls")),
    ("13:25", BO, f.ImpactStated(id="I4", figure="none", words="nobody", what="is locked out")),
    ("13:25", BO, f.MoneyStated(id="M2", kind="lost", low=None, high=None, currency="EUR", words="2k EUR/min")),
    ("13:26", BO, f.MoneyStated(id="M1", kind="penalty", low=0, high=0, currency="EUR")),
    ("13:27", BO, f.Planned(plan="a", what="wait", trigger_at=clock("13:00"))),
    ("13:28", BO, f.Planned(plan="b", what="wait more", eta_low_min=5, eta_high_min=5)),
    ("13:29", LEO, f.NeedStated(id="N1", what="a decision", executive=True)),
    ("13:30", LEO, f.Reported(role="legal", conditions="", actions="reading the contract", needs="a lawyer")),
    ("13:31", LEO, f.SeveritySet(severity=4, why="we should have looked")),
    ("13:32", LEO, f.UnknownRaised(id="U1", what="why", due_at=clock("13:31"))),
    ("13:33", LEO, f.Undelivered(effect="post:card", reason="channel_not_found")),
    ("13:34", LEO, f.RoleReleased(role="logs", person=ANA)),
    ("13:35", LEO, f.StatusSet(status="cancelled", why="a duplicate")),
)


@pytest.mark.parametrize("form", ["slack", "markdown"])
@pytest.mark.parametrize("facts", [FINAL, (OPENED, *ODD)], ids=["carta", "odd"])
def test_every_moment_can_be_told(facts: tuple[tuple[str, str, f.Fact], ...], form: DialectName) -> None:
    words = Words()
    for count in range(1, len(facts) + 1):
        incident, now = told(*facts[:count]), clock(facts[count - 1][0]) + timedelta(minutes=1)
        page = brief.of(incident, now=now, policy=Policy(), due={"logs": now}, next_brief_at=None)
        render = words.slack if form == "slack" else words.markdown
        account = summary.of(incident, now=now, policy=Policy())

        assert words.brief(page, form=form, reader=reader())
        assert render("summary", reader=reader(), summary=account)
        for lines in (timeline.lines(incident), timeline.lines(incident, whole=True)):
            folded = timeline.folded(incident)
            assert render("timeline", reader=reader(), incident=incident, lines=lines, folded=folded, earlier=())
        assert words.sheet(sheet.of(page, incident, policy=Policy()), form=form, reader=reader())
