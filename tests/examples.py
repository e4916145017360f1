"""An example of every fact, some in several shapes: what the tests that hold for all facts run over.

They fit into the morning of `tests/slack/drawn.py`: its roles, hypotheses, customers and plans are there.
"""

from dataclasses import replace
from typing import Any

from bot.incident import facts as f
from bot.incident.vocabulary import name_of, row_of
from tests.incident.given import ANA, BO, CLEO, LEO, minute

LATER = minute(95)  # fifty minutes after the words are read

EXAMPLES: tuple[f.Fact, ...] = (
    f.Opened(title="Documents missing", severity=2),
    f.Opened(title="Documents missing", private=True, drill=True),
    f.PolicyAdopted(
        roles=(f.RoleTerms(name="lead", title="lead", duty="decides", briefing="I decide."),),
        cadence=(
            f.CadenceTerms(severity=2, minutes=(5, 10, 15, 30)),
            f.CadenceTerms(severity=2, minutes=(), role="lead"),
        ),
        briefs=(f.CadenceTerms(severity=1, minutes=(15, 30, 30, 60)),),
        contacts=(f.CadenceTerms(severity=1, minutes=(5, 20, 30, 60)),),
        brief_to=("C0EXEC",),
        prompts_off=("no-logs",),
    ),
    f.AlikeOpened(number=43, person=BO),
    f.TitleSet(title="Documents not found"),
    f.BridgeSet(url="https://meet.example.com/inc-42"),
    f.SeveritySet(severity=1, why="deadline"),
    f.SeveritySet(severity=4),
    f.StatusSet(status="identified", why="cause found"),
    f.StatusSet(status="resolved"),
    f.MarkedDuplicate(number=41, channel="C41"),
    f.DuplicateFound(number=43, channel="C43"),
    f.DuplicateReleased(number=43),
    f.TimeSet(which="impact start", time=minute(-30), source="the mail"),
    f.TimeSet(which="mitigated", time=minute(40)),
    f.RoleOffered(role="code", person=BO),
    f.RoleTaken(role="customers", person=CLEO),
    f.RoleTaken(role="lead", person=CLEO),
    f.RoleTaken(role="security", person=CLEO),
    f.RoleDeclined(role="code", person=CLEO),
    f.RoleReleased(role="logs", person=ANA),
    f.Called(role="code", person=BO),
    f.OfferLapsed(role="code", person=BO),
    f.MarkPut(mark="done", emoji="wrench", person=ANA, author=BO, said_at=minute(43)),
    f.MarkTakenOff(mark_seq=9),
    f.MarkSuggested(mark="done", emoji="wrench", ts="1778749200.000100", author=BO),
    f.SuggestionEnded(suggestion_seq=9, why="ignored"),
    f.Reported(
        role="logs",
        conditions="2 of 14",
        actions="looking",
        needs="access",
        promised_at=LATER,
        evidence="query 8812",
    ),
    f.Reported(role="lead", conditions="14 missing"),
    f.NothingNew(role="logs"),
    f.Postponed(role="logs", until=LATER),
    f.SeenAtWork(role="logs", sign="wrote", seen_at=minute(43), until=minute(50)),
    f.Reminded(roles=("logs",), person=ANA, rung="due", due_at=minute(44)),
    f.ReminderDelivered(reminder_seq=9, channel="D1", ts="9.0"),
    f.ReminderDropped(reminder_seq=9, why="reported"),
    f.PromptSwitchedOff(prompt="no-logs"),
    f.CadenceSlowed(times=2),
    f.CadenceSlowed(times=1),
    f.HelpAnswered(id="N1", can=True),
    f.HelpAnswered(id="N1", can=False),
    f.HypothesisRaised(id="H3", text="both", likelihood="likely"),
    f.HypothesisRaised(id="H3", text="both"),
    f.HypothesisJudged(id="H2", likelihood="very likely"),
    f.HypothesisConfirmed(id="H2", evidence="all 14 carry the old id"),
    f.HypothesisRuledOut(id="H2", evidence="none carries it"),
    f.HypothesisRuledOut(id="H2", evidence=""),
    f.Decided(id="D1", what="stop the job", because="it may run still"),
    f.UnknownRaised(id="U2", what="since when?", owner=ANA, due_at=LATER),
    f.UnknownRaised(id="U2", what="since when?"),
    f.RiskStated(id="R1", words="may overwrite"),
    f.TaskAsked(id="T1", what="restart the worker?", person=BO, due_at=LATER),
    f.TaskAsked(id="T1", what="restart the worker?", person=BO, due_at=LATER, by_default=True),
    f.TaskAnswered(id="T1", answer="taken"),
    f.TaskAnswered(id="T1", answer="declined"),
    f.TaskAnswered(id="T1", answer="more", due_at=LATER),
    f.TaskEnded(id="T1", how="done", words="it runs since ten"),
    f.TaskEnded(id="T1", how="blocked", words="no access to the host"),
    f.TaskEnded(id="T1", how="dropped"),
    f.TaskReturned(id="T1", why="left"),
    f.NeedStated(id="N1", what="a decision", executive=True, due_at=LATER),
    f.NeedStated(id="N1", what="a decision"),
    f.ImpactStated(id="I1", figure="range", what="documents", low=10, high=20, source="query 8812"),
    f.ImpactStated(id="I1", figure="none", what="documents"),
    f.MoneyStated(id="M1", kind="at risk", low=60_000, high=180_000, currency="EUR", what="the contract", source="Eve"),
    f.ImpactStated(id="I1", figure="in words", what="requests", words="0.5% of"),
    f.MoneyStated(id="M1", kind="penalty", low=0, high=0, currency=""),
    f.MoneyStated(id="M1", kind="lost", low=None, high=None, currency="EUR", words="2k EUR per minute"),
    f.CustomerAffected(id="C2", name="Fabrikam", cannot="send", deadline_at=LATER),
    f.CustomerAffected(id="C1", name="Northwind"),
    f.CustomerTold(id="C1", what="safe", promised_at=LATER),
    f.CustomerTold(id="C1", what="sent", done=True),
    f.Planned(plan="b", what="ask for a day", eta_low_min=20, eta_high_min=40, trigger_at=LATER),
    f.Planned(plan="a", what="recover"),
    f.Noted(text="job stopped"),
    f.Decided(id="D1", what="Proposal: stop the job", proposed=True),
    f.Marked(means="done", line=8),
    f.Dismissed(line=8),
    f.ReportReplaced(seq=8, by_seq=9),
    f.EndSeen(person=ANA),
    f.QuestionAsked(question="harm", person=CLEO, due_at=minute(10)),
    f.QuestionAsked(question="page", person=LEO, due_at=minute(44), for_person=CLEO),
    f.QuestionAsked(question="form", person=LEO, due_at=minute(44), again_at=LATER),
    f.QuestionShown(asked_seq=9, channel="D1", ts="9.0"),
    f.QuestionAnswered(asked_seq=9, answer="not known"),
    f.QuestionEnded(asked_seq=9, why="handed on"),
    f.Struck(seq=8),
    f.Redacted(seq=9, why="it names a patient", rest=""),
    f.ChannelReady(channel="C42", name="inc-42-documents-missing"),
    f.Invited(person=CLEO),
    f.Joined(person=CLEO),
    f.Left(person=LEO),
    f.CardPosted(ts="1.0"),
    f.Announced(channel="C1", ts="2.0"),
    f.CaughtUp(person=CLEO),
    f.SummaryPosted(ts="3.0"),
    f.OfferShown(offer_seq=3, ts="4.0"),
    f.Shown(shows_seq=7, channel="C42", ts="5.0", thread_ts="1.0"),
    f.Undelivered(effect="announcement", reason="channel_not_found"),
    f.Undelivered(effect="channel", reason="restricted_action"),
    f.Undelivered(effect=f"invite:{BO}", reason="user_not_found"),
    f.HolderGone(person=BO, why="left", roles=("code",)),
    f.MadePrivate(),
    f.DeclaredPrivate(),
    f.PutAway(),
    f.Returned(),
    f.BriefShared(place="C77", place_name="board", as_of=minute(44), question="cmd:1"),
    f.BriefShared(place=CLEO, place_name="Cleo", as_of=minute(44), question="cmd:1"),
    f.ChannelMoved(channel="C0NEWID01"),
    f.GoneDeaf(from_at=minute(44)),
    f.Deafened(from_at=minute(20), until_at=minute(30)),
)


def name(fact: f.Fact) -> str:
    """How a test that is about this fact is called."""
    return name_of(type(fact))


def typing(fact: f.Fact, words: str) -> f.Fact:
    """The same fact, had people typed these words wherever they type any."""
    changed: dict[str, Any] = dict.fromkeys(row_of(fact).typed, words)
    return replace(fact, **changed)
