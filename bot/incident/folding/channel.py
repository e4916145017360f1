"""The channel of an incident: where it is, what was said there before, and which of our pages stand in it."""

from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.logbook import Entry, MessageRef
from bot.incident.state import Incident

ChannelFact: TypeAlias = (
    f.ChannelReady
    | f.ChannelMoved
    | f.ChannelRenamed
    | f.ChannelAdopted
    | f.HistoryPartlyRead
    | f.HistoryRead
    | f.PutAway
    | f.Returned
)
PageFact: TypeAlias = f.CardPosted | f.SummaryPosted | f.CanvasMade | f.CanvasLost | f.Announced | f.Shown


def where_it_stands(incident: Incident, ref: MessageRef) -> MessageRef:
    return replace(ref, channel=incident.channel) if ref.channel in incident.channel_was else ref


def fold(incident: Incident, entry: Entry, fact: ChannelFact) -> Incident:
    """Where it is, and what is known of what was said there before it."""
    match fact:
        case f.ChannelReady(channel=channel, name=name):
            return replace(incident, channel=channel, channel_name=name)
        case f.ChannelAdopted(channel=channel, name=name):
            here = incident.members | {entry.by}  # who typed it there
            return replace(incident, adopted=True, channel=channel, channel_name=name, members=here)
        case f.ChannelRenamed(name=name):
            return replace(incident, channel_name=name)
        case f.ChannelMoved(channel=channel):
            moved = replace(incident, channel=channel, channel_was=(*incident.channel_was, incident.channel))
            return replace(moved, shown={seq: where_it_stands(moved, ref) for seq, ref in incident.shown.items()})
        case f.HistoryPartlyRead() | f.HistoryRead():
            return replace(incident, history=fact)
        case f.PutAway() | f.Returned():
            return replace(incident, archived=isinstance(fact, f.PutAway))


def fold_pages(incident: Incident, fact: PageFact) -> Incident:
    """Where in Slack the pages stand that people come back to, and where an entry can be read."""
    match fact:
        case f.CardPosted(ts=ts):
            return replace(incident, card_ts=ts)
        case f.SummaryPosted(ts=ts):
            return replace(incident, summary_ts=ts)
        case f.CanvasMade(canvas=canvas):
            return replace(incident, canvas=canvas)
        case f.CanvasLost():
            return replace(incident, canvas_lost=True)
        case f.Announced(channel=channel, ts=ts):
            return replace(incident, announced=MessageRef(channel, ts))
        case f.Shown(shows_seq=seq):
            ref = where_it_stands(incident, MessageRef(fact.channel, fact.ts, fact.thread_ts))
            return replace(incident, shown={**incident.shown, seq: ref})
