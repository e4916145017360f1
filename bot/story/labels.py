"""Words that people use as labels: they exclude a line from a place or say what it is, and never choose one.

Law: position, role, kind and time choose what is read; a label at the beginning or end of a line only sorts it out.
"""

import re
from functools import lru_cache

from bot.incident.currencies import CURRENCY, may_name_one

_PROPOSES = re.compile(r"\W*(?:proposal|propos(?:e|es|ed|ing)|suggest\w*|shall|should|could|what if)\b", re.IGNORECASE)
_ANSWER = (
    r"(?:yes|yep|yeah|no|nope|ok|okay|sure|agreed?|approved|fine|right|go|do|let['’]?s|please|same|that|this|it|both)\b"
)
_ANSWERS = re.compile(rf"\W*{_ANSWER}", re.IGNORECASE)
_ONLY_ANSWERS = re.compile(rf"\W*(?:{_ANSWER}\W*){{1,3}}", re.IGNORECASE)
# "Shut the lock? Then nobody passes": what follows speaks for it. "The index? I rebuilt it" and "Ready? Go" do not ask.
_ASKS_FIRST = re.compile(r"(?:[^\s.!?]+ ){2,}[^\s.!?]*\?\s+(?!(?:I|we|yes|no|done)\b)", re.IGNORECASE)
_SETTLED = re.compile(r"\b(?:agreed|decided)\W*$", re.IGNORECASE)
_ASKS = re.compile(r"\W*(?:please|pls|can (?:you|we|some\w*)|could (?:you|we|some\w*)|let['’]?s)\b", re.IGNORECASE)
_FORECAST = re.compile(
    r"(?:eta|expect\w*)\b|\b(?:in|within|for|another|about) \d+ ?(?:min\w*|h|hours?)\b", re.IGNORECASE
)
# "we hit the quota" explains; what I did, or what we are about to do, does not.
_DEED = re.compile(r"\W*(?:I(?: |['’](?:m|ve|ll|d)\b)|we(?:['’]re| are) \w+ing\b|we(?:['’]ll| will)\b)", re.IGNORECASE)
_CORRECTS = re.compile(r"\W*(?:correction\b|corrected:)", re.IGNORECASE)
_CONFIRMS = re.compile(r"\W*(?:confirmed|verified)\b", re.IGNORECASE)
# Without a comma only what says what it is: "the probe gets 503 not 200" corrects nobody.
_INSTEAD = re.compile(
    r"(?:(?<![\d:.,])\d[\d.,:]*\b[^.;!?]{0,30}, not (?:\w+ ){0,2}?|\b(?:it is|it['’]s|its|they are) \d[\d.,:]* not )"
    r"(\d[\d.,:]*)(?![\w%])",
    re.IGNORECASE,
)
# "It is not 37k members, its 18.412": the other way round.
_RATHER = re.compile(
    r"\bnot (\d[\d.,:]*k?)(?![\w%])[^.,;:!?\d]{0,30}, (?:(?:it is|it['’]s|its|they are) (?:only )?|only )\d",
    re.IGNORECASE,
)
_NOT_THAT = re.compile(r"(?:^|[,;:.!?]\s*)(?:not|Not) (\d[\d.,:]*?)(?:[.,;:!?]?\s*$|[.,;:!?]\s)")
_DENIES = re.compile(r"\W*(?:no|not|nope|(?:I )?do(?:n['’]?t| not) think so)\b", re.IGNORECASE)
_DENIALS = ("ruled out", "did not change", "not the cause")
_DENIED = re.compile(rf"\b(?:{'|'.join(_DENIALS)})\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_AMOUNT = r"(?<![\w.,])\d(?:[\d.,'’\u00a0\u202f]|[ ](?=\d{3}\b))*(?: ?(?:k|m|mn|bn|thousand|million|billion)\b)?"
_SUM = re.compile(rf"(?<!\w){CURRENCY} ?(?P<behind>{_AMOUNT})|(?P<before>{_AMOUNT}) ?{CURRENCY}(?!\w)", re.IGNORECASE)
_CENTS = re.compile(r"[.,]\d{1,2}$")
_HOUR = re.compile(r"(?<![\d.,:])\d{1,2}[:h]\d{2}(?::\d{2})?(?![\d:])", re.ASCII)  # "since 06:41" is no figure
_FOR_AFTERWARDS = re.compile(r"\W*(?:follow[- ]?ups?|action items?|todo)\b[^:.!?]{0,30}[:：]", re.IGNORECASE)
# A number that counts something; a time, a year, a version and an id do not.
_COUNTS = re.compile(r"(?<![\w:.,/#-])(?!(?:199|20[0-4])\d\b)\d[\d.,]*(?![\w:/-])")
_COUNTED_THING = re.compile(r"(?<![\w:.,/#-])(\d[\d.,]*) ([^\W\d_]{3,})")
_NOTHING_NEW = re.compile(r"\W*(?:nothing (?:new|to report)|no (?:news|change))\b", re.IGNORECASE)
_UNDER_WAY = re.compile(
    r"\W*(?:(?:now|still|just|busy|currently|already) )*"
    r"(?!(?:(?:no|any|every|some)th|dur|miss|exist|accord)ing\b)\w+ing\b",
    re.IGNORECASE,
)
_COURTEOUS = re.compile(
    r"\W*(?:dear|hi|hello|hey|greetings|good (?:morning|afternoon|evening|day)|(?:(?:our|my) )?(?:sincere )?apolog\w+"
    r"|(?:(?:I(?: am|['’]m)|we(?: are|['’]re)) )?(?:(?:so|very|really|terribly|truly) )*sorry|(?:I |we )?hope)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]")
_THANKS = re.compile(r"\W*(?:many |thank you|thanks|thx|cheers)\b", re.IGNORECASE)

PASTE = "```"
SENTENCE_ENDS = (".", "!", "?")
KEPT_MAX = 20_000  # of lines that every page of an incident is asked about: two long days of one
SUM_DIGITS_MIN = 4  # less than a thousand is what one thing costs more often than what an incident does
LONG_DIGITS_MIN = 3  # "3,120 doses" are the same ones an hour later; "2 of 3" are not
ANSWER_CHARS_MAX = 40  # of three words, the longest of which is "approved", and of what stands between them
BARE_WORDS_MAX = 3  # "Yes. Do it.": nobody knows what to, without the line before it


def has_words(text: str) -> bool:
    """Whether there is anything to quote; an emoji or a file alone says nothing by itself."""
    return text[:1].isalnum() or _WORD.search(text) is not None


def unpasted(text: str) -> str:
    """What somebody says in whole sentences in front of a log that they paste; what announces one needs it."""
    if PASTE not in text:
        return text
    said, *rest = text.split(PASTE)
    is_behind = said.rstrip().endswith(SENTENCE_ENDS) and not any(map(str.strip, rest[1::2]))
    return said.rstrip() if is_behind else text


def is_question(text: str) -> bool:
    return text.rstrip(" )*_~\n").endswith("?")


def is_proposal(text: str) -> bool:
    """A course that somebody suggests, however it was recorded, unless the line itself says that it was agreed."""
    return bool(_PROPOSES.match(text) or _ASKS_FIRST.match(text) or is_question(text)) and not _SETTLED.search(text)


def is_bare(text: str) -> bool:
    """Whether it says nothing without what it answers: "Yes. Do it." does not, "restore by hand" does."""
    words = text.split()
    return len(words) <= BARE_WORDS_MAX and (len(words) == 1 or _ANSWERS.match(text) is not None)


def only_answers(text: str) -> bool:
    """Whether every word of it answers something else: "No.", "yes, do it"; "it works again" says more."""
    return len(text) <= ANSWER_CHARS_MAX and _ONLY_ANSWERS.fullmatch(text) is not None


def is_request(text: str) -> bool:
    return bool(_ASKS.match(text))


def is_forecast(text: str) -> bool:
    return bool(_FORECAST.search(text))


def is_deed(text: str) -> bool:
    return bool(_DEED.match(text))


def is_under_way(text: str) -> bool:
    """What somebody is busy with: "restarting now", "I look at the queue", "still moving the rest"."""
    return is_deed(text) or bool(_UNDER_WAY.match(text))


def is_mostly_figures(text: str) -> bool:
    """Whether it has more digits than letters: an id with its hour says something only beside other words."""
    return sum(map(str.isdigit, text)) > sum(map(str.isalpha, text))


def is_nothing_new(text: str) -> bool:
    return bool(_NOTHING_NEW.match(text))


def counts(text: str) -> int:
    """How many different numbers it holds that count something."""
    return len(_counted(text))


def long_figures(text: str) -> frozenset[str]:
    """The numbers in it that are long enough to be about the same thing wherever they are said."""
    return frozenset(figure for figure in _counted(text) if sum(map(str.isdigit, figure)) >= LONG_DIGITS_MIN)


@lru_cache(maxsize=KEPT_MAX)
def long_numbers(text: str) -> frozenset[str]:
    """The same as digits alone: 1,488 and 1488 are one."""
    return frozenset("".join(filter(str.isdigit, figure)) for figure in long_figures(text))


def things_counted(text: str) -> set[tuple[str, str]]:
    """Long figures with the word behind each: "no 500 since the restart" is of another 500 than "500 members"."""
    long = long_figures(text)
    found = ((number.rstrip(".,"), word.casefold()) for number, word in _COUNTED_THING.findall(text))
    return {(number, word) for number, word in found if number in long}


@lru_cache(maxsize=KEPT_MAX)
def _counted(text: str) -> frozenset[str]:
    """Without the full stop or comma that a sentence puts behind one."""
    return frozenset(figure.rstrip(".,") for figure in _COUNTS.findall(text))


def is_correction(text: str) -> bool:
    return bool(_CORRECTS.match(text))


def says_confirmed(text: str) -> bool:
    return bool(_CONFIRMS.match(text))


def unlabelled(text: str) -> str:
    """The words behind "Confirmed:", which say what is so and not only that it is."""
    label = _CONFIRMS.match(text)
    rest = text[label.end() :].lstrip(" :,–-") if label else ""
    return rest or text


def withdrawn(text: str) -> str:
    """The figure that a line takes back: "55, not 80", or only "wait, not 80." Else empty."""
    if "not " not in text and "Not " not in text:  # to look whether it is there at all is a tenth of the work
        return ""
    return _withdrawn(text)


@lru_cache(maxsize=KEPT_MAX)
def _withdrawn(text: str) -> str:
    if instead := _INSTEAD.search(text) or _RATHER.search(text):
        return instead[1].rstrip(".,:")
    alone = _NOT_THAT.search(text)
    return alone[1].rstrip(".,:") if alone else ""


def holds_a_figure(text: str) -> bool:
    """Whether it may say how many; when something was does not."""
    return bool(_FIGURE.search(_HOUR.sub("", text)))


@lru_cache(maxsize=KEPT_MAX)
def holds_a_sum(text: str) -> bool:
    """Whether it names money, a thousand or more of it in whatever currency."""
    return may_name_one(text) and any(_is_long(found["behind"] or found["before"]) for found in _SUM.finditer(text))


def _is_long(amount: str) -> bool:
    whole = _CENTS.sub("", amount.rstrip(" .,"))
    return whole[-1:].isalpha() or sum(map(str.isdigit, whole)) >= SUM_DIGITS_MIN


def is_for_afterwards(text: str) -> bool:
    """Whether its author calls it work for later: "Follow-up for Kim: test the driver"."""
    return bool(_FOR_AFTERWARDS.match(text))


def holds_figure(text: str, figure: str) -> bool:
    """Whether a line holds this figure, and not only as a part of another."""
    return figure in text and bool(re.search(rf"(?<![\w.,:]){re.escape(figure)}(?![.,:]?\w)", text))


@lru_cache(maxsize=KEPT_MAX)
def denies(text: str) -> bool:
    """Whether it says no to what was asked or thought before it."""
    if _DENIES.match(text):
        return True
    folded = text.casefold()  # to look whether they are there at all is a tenth of the work of the expression
    for words in _DENIALS:
        if words in folded:
            return bool(_DENIED.search(text))
    return False


def is_courteous(text: str) -> bool:
    """Whether it begins with a greeting or an apology, behind which the matter stands."""
    return bool(_COURTEOUS.match(text))


def is_thanks(text: str) -> bool:
    return bool(_THANKS.match(text)) and len(text.split()) <= 2 * BARE_WORDS_MAX
