"""Whether what stands behind a verb is its reason, or verb and words are a sentence of their own.

"close review done" closes an incident, "close button does not work" is a note or a title. Law: in doubt it is a
sentence, and whoever typed it is asked: an end that nobody wanted costs more than one tap.
"""

import re

REASON_MAX_CHARS = 300
"""So much of a reason is looked at; it is one sentence."""

_APART = re.compile(r"\s*[:：,;.!–—-]")
# Behind an order these begin a clause of their own, where a noun would be its object: "resolve it works".
_BEGINS_A_CLAUSE = re.compile(
    r"(?:i|we|you|he|she|it|they|this|that|these|those|there|here|the|an?|our|my|your|his|her|its|their|all|both|each|every"
    r"|everybody|everyone|everything|nobody|nothing|none|no|not|some|somebody|half|most|many|several|\d\S*"
    r"|because|as|since|after|before|by|with|without|for|from|in|on|at|due|thanks|per|until|when|now|already|so|and|but"
    r"|@\S+|<\S+)(?![\w'’-])|(?:i|we|you|he|she|it|they|that|there)['’]\w",
    re.IGNORECASE,
)
# So does a name with its verb: "resolve Northgate sees its papers". A thing is seldom written large by hand.
_NAMES_SOMEBODY = re.compile(
    r"[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)? (?:has|have|had|is|are|was|were|can|could|will|[a-z]{2,}s|[a-z]{3,}ed)(?!\w)"
)
_ENDS_WELL = re.compile(
    r"\b(?:done|(?<!come )(?<!comes )(?<!coming )back|again|works?|worked|working|fine|ok(?:ay)?|good"
    r"|fixed|solved|repaired|replaced|restored|recovered|restarted|reverted|rollback|deployed|cleaned?|clear(?:ed)?"
    r"|confirm(?:ed|s)|verified|checked|watched|tested|reviewed|approved|answered|agreed|sent|told|filed"
    r"|stable|healthy|green|normal|quiet|quick|fast|completed?|finished|over|gone|settled|ended"
    r"|false alarm|duplicate|mistake|by accident|expected|planned|drill)\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:broken|breaks?|bugs?|fails?|failing|failed|failures?|errors?|down|crash\w*|stuck|hangs?|hanging|stop(?:s|ped|ping)?|slow"
    r"|missing|lost|wrong|late|blank|empty|gr[ae]y(?:ed)?|time[sd]? ?out|refus\w+|problems?|issues?|conflicts?|tickets?"
    r"|come(?:s|ing)? back)\b",
    re.IGNORECASE,
)
_STILL_TROUBLE = re.compile(
    r"\bstill (?:(?:is|are|very|quite|too|not) )?"
    r"(?:broken|breaking|failing|fails?|down|crash\w*|stuck|hanging|hangs?|slow|missing|wrong|offline|unreachable"
    r")\b|\bstill (?:(?:does|do|is|are|can) ?not|(?:has|have|sees?|gets?) (?:no|nothing|none))\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|still) not|not \w+ing|never|cannot|cant"
    r"|\w+n[’']t)\b",
    re.IGNORECASE,
)
# "identified 3 bad disks": of things that are counted somebody found some, and seldom the cause.
_COUNTS = re.compile(
    r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|a few|several|some|more|another|further|other)\s+"
    r"(?!(?:m|min\w*|h|hours?|hrs?|days?|weeks?|of them)\b)[a-z]",
    re.IGNORECASE,
)
_CAUSE = re.compile(r"\b(?:causes?|reasons?|culprits?)\b", re.IGNORECASE)


def counts_things(words: str) -> bool:
    """Whether the words behind "identified" are things of which some were found, and not the cause."""
    words = words.strip()[:REASON_MAX_CHARS]
    return _COUNTS.match(words) is not None and _CAUSE.search(words) is None


def leaves_trouble(why: str) -> bool:
    """Whether a reason for an end says what has not ended: "resolved in the shop, app still down"."""
    return _STILL_TROUBLE.search(why[:REASON_MAX_CHARS]) is not None


def is_sentence(behind: str, *, adjective: bool = False, wants_reason: bool = False) -> bool:
    """Whether the words `behind` a verb make a sentence with it.

    As an `adjective` ("resolved tickets come back") the verb needs a clause behind it, for a noun would belong to it.
    One that `wants_reason` has it there, unless that tells of trouble: "resolve exports arrive" is no doubt.
    """
    words = behind.strip()[:REASON_MAX_CHARS]
    if not words or _APART.match(words) or len(words.split()) == 1:
        return False
    begins = _BEGINS_A_CLAUSE.match(words) or _NAMES_SOMEBODY.match(words)
    denies = _DENIES.search(words)
    if denies is not None and denies.start() > 0:
        return True
    if wants_reason and not adjective:
        return begins is None and _TROUBLE.search(words) is not None and _ENDS_WELL.search(words) is None
    return begins is None and (adjective or _ENDS_WELL.search(words) is None)
