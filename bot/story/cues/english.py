"""English cues: which words suggest which mark. They choose what the bot offers and never what a page says.

Whoever wrote the message clicks the picture or leaves it, so a wrong phrase costs a small picture that goes by itself.
One is worth having here when it is right more often than not, of any product and any outage; `make bench ARGS=marks`
prints how often they were right. How phrases are written stands in bot/story/cues/phrases.py.
"""

from bot.story.cues.phrases import Cue, Language

ENGLISH = Language(
    # It jokes, thanks, or speaks of food.
    nothing=(
        *("lol", "haha*", "rofl", "brb", "afk", "joking|kidding", "off topic", "well done", "hero|heroes"),
        *("coffee", "lunch", "dinner", "breakfast", "popcorn", "cake", "pizza", "beer*", "no worries|pressure"),
        *("good night|luck|morning|weekend", "thanks all|everyone|everybody|again|team", "sorry everyone|all"),
    ),
    marks={
        # 🏁 It is over, for somebody at least.
        "over": Cue(
            phrases=(
                *("back up|online|again", "back to normal|green|usual", "is|are|was|were|its|all|everything back"),
                *("work*|answer*|load*|respond*|run*|flow* … again", "open|normal|normally|healthy|fine … again"),
                *("green|reachable|stable … again", "works|working|running|operating fine|normally|smoothly|ok|now"),
                *("good|fine|green|healthy|stable now", "is|are up", "stayed up", "caught up", "all clear"),
                "look*|seem* ok|okay|good|fine|normal|healthy|stable|clean|green",
                "is|are|all|now|been|issue|problem|incident fixed|resolved|solved|recovered|mitigated",
                "call*|mark* it|this resolved|closed|done|over",
                "restor*|recover*|repair* … complete|completed|done|finished",
                "errors|alerts|alarms|timeouts … gone|stopped|cleared",
                "no more errors|alerts|timeouts|failures|complaints",
            ),
            unless=(
                *("not", "isn't|aren't|wasn't|doesn't|don't|didn't|can't|won't", "never", "still|yet", "hope*"),
                *("if|when|until|till|once|before|unless", "should|will|would|could|must"),
                "almost|nearly|partly|partially",
            ),
        ),
        # 📣 Somebody outside was told.
        "told": Cue(
            phrases=(
                *("^status we|our|page", "status page|update … posted|published|updated|out", "put up"),
                *("tweeted|emailed|mailed|announced", "sent … mail|email|update|notice|newsletter"),
                "posted … status|page|forum|announcement*|update|notice|banner",
                "told|informed|notified|called … customers|users|them|everyone|all|support|partners|people",
                "told|informed|notified|called … clients|teams",
            ),
            unless=("should|shall|will|please|pls", "nobody|not"),
        ),
        # 🔎 Why it happened.
        "why": Cue(
            phrases=(
                *("root cause*", "because|culprit", "due to", "caused by", "cause is|was", "the reason is|was|for"),
                *("turns|turned out", "found it|why", "which|that explains|was|is|s why", "that's why", "must be"),
                *("smells|looks like", "suspect*", "theory|hypothesis is", "pretty|quite sure", "confirmed then|cause"),
                *("i think|believe|guess|bet|suspect its|it|this|that|the|we", "didn't|doesn't trust|expect|handle"),
                *("running|ran|run|runs|its|is|are|was|were out of", "at|to|hits|hit 100|limit|max*"),
                "too many|much|large|big|small|little|few|long|slow",
                "starv*|deadlock*|saturat*|overload*|misconfigur*|corrupt*|overwritten|overwrote|expired",
                "nobody|nothing … catches|checks|cleans|limits|renews|releases",
            ),
            unless=("no idea", "don't know", "if"),
        ),
        # 🔧 What was done, or is being done, to end it.
        "done": Cue(
            phrases=(
                *("rolled|rolling|go|going|went|switched|switching|moved|moving … back|previous", "rollback", "fixed"),
                *("reverted|reverting", "restarted|restarting|rebooted|rebooting", "merged|merging", "we do it"),
                *("redeployed|deployed|deploying|rebuilt|rebuilding|reinstalled", "failed|failing over"),
                *("removed|removing|deleted|deleting|purged|purging|cleared|clearing", "killed|killing"),
                *("wiped|wiping|cleaned|cleaning", "fix is|was in|out|live|on|deployed|merged"),
                *("took|taken|taking … out|down|off", "switched|switching|turned|turning … on|off|over|to"),
                *("disabled|disabling|enabled|enabling", "put|putting … back|in", "started|starting up|to|the|again"),
                *("added|adding|raised|raising|increased|increasing|scaled|scaling|doubled", "banned|banning"),
                *("stopped|stopping|paused|blocked|blocking", "flushed|flushing|drained|draining|dropping"),
                "moved|moving|migrated|shifted|rerouted|replayed|replaying|restored|restoring",
                "revoked|revoking|rotated|rotating|replaced|replacing|patched|patching|corrected|mounted",
                "applied|applying|pushed|pushing|shipped|upgraded|upgrading|downgraded|downgrading",
            ),
            unless=(
                *("should|shall we|i", "if|not|can't|nobody|never|will|would", "didn't|doesn't|won't", "tried"),
                *("no effect|change|luck|joy", "later|tomorrow|afterwards", "next time|week"),
            ),
        ),
        # 💥 Who or what is hurt.
        "harm": Cue(
            phrases=(
                *("outage|unavailable|unreachable|inaccessible", "stuck|frozen|flat", "can't|cannot|couldn't|unable"),
                *("is|are|was|were|site|still|went|goes|all|completely down", "nobody … can|could"),
                *("no new|one can", "slow|slowly|forever|ages", "fail*|crash*|hang*|hung", "500|502|503|504"),
                *("timeout*", "timing|timed out", "disk full", "out of disk|space", "no space", "affected|impacted"),
                *("double|twice charged|spent|billed|booked", "charged|billed|paid twice|double", "is|are broken"),
                "doesn't|don't|isn't|aren't|won't|not|never|nothing … load*|work*|start*|respond*|answer*|connect*",
                "doesn't|don't|isn't|aren't|won't|not|never|nothing … open*|process*|show*|receive*|receiving|arriv*",
                "customers|users|everyone|everybody|clients|people … can't|lost|affected|complain*|report*|wait*",
                "lost|losing data|money|orders|bookings|messages|everything",
                "all|every store*|region*|service*|site*|customer*|client*",
            ),
            unless=("not affected|impacted", "if|would|could"),
        ),
    },
    # Work for afterwards: what says so itself, and what somebody calls for, which means it once the harm has ended.
    afterwards=Cue(
        phrases=(
            *("follow up|ups", "followup*|todo*", "action item*", "afterwards", "next sprint|quarter|time", "longterm"),
            *("should|need|must|have … later|eventually|someday", "going forward", "from now on", "long|longer term"),
            "once|after|when this|that|it|its|we|were|the … over|done|back|fixed|resolved|outage|incident|calm*",
            *("so … never|doesn't|can't|won't|not … again", "never … again", "permanent|proper|real fix|solution"),
            *("for the retro*|postmortem|review", "in the retro*|postmortem|review"),
        ),
        unless=("right now|away", "asap", "immediately", "works|working|fine|ok again", "follow up|ups question*"),
    ),
    called_for=Cue(
        phrases=(
            *("we|you|someone|somebody|they should|ought|must|could", "we|someone|somebody need|needs|have|has to"),
            *("need|needs|want|deserves a|an|better|more|proper", "let's add|write|file|open|create|automate"),
            *("file|open|create|raise … ticket|issue", "should have|be|not|never", "would have helped|caught|shown"),
        ),
        unless=("right now|away", "asap", "immediately", "should be fine|ok|good|back|fixed|up|gone"),
    ),
)
