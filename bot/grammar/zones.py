"""Time zones as people type them. An abbreviation names the wall clock of a place, whatever season it speaks of.

Who types "3pm EST" in July means three o'clock in New York, where nobody has standard time then. Where an abbreviation
has several places (CST, IST, BST), the caller's own comes first, then the most common one; the answer names the place.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.grammar.misread import Misread

_NEW_YORK, _CHICAGO, _DENVER, _LOS_ANGELES = (
    f"America/{city}" for city in ("New_York", "Chicago", "Denver", "Los_Angeles")
)
PLACES = {
    **dict.fromkeys(("et", "est", "edt"), _NEW_YORK),
    **dict.fromkeys(("ct", "cst", "cdt"), _CHICAGO),
    **dict.fromkeys(("mt", "mst", "mdt"), _DENVER),
    **dict.fromkeys(("pt", "pst", "pdt"), _LOS_ANGELES),
    **dict.fromkeys(("cet", "cest", "mez", "mesz"), "Europe/Berlin"),
    **dict.fromkeys(("eet", "eest"), "Europe/Helsinki"),
    **dict.fromkeys(("wet", "west"), "Europe/Lisbon"),
    **dict.fromkeys(("aest", "aedt", "aet"), "Australia/Sydney"),
    **dict.fromkeys(("nzst", "nzdt", "nzt"), "Pacific/Auckland"),
    "bst": "Europe/London",
    "msk": "Europe/Moscow",
    "ist": "Asia/Kolkata",
    "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
}
_GERMAN = {"mez": "cet", "mesz": "cest"}
_ALWAYS = frozenset({"utc", "gmt", "z"})
_AREAS = "africa|america|antarctica|arctic|asia|atlantic|australia|europe|indian|pacific|etc"
_ABBREVIATION = "|".join(sorted((*PLACES, *_ALWAYS), key=len, reverse=True))
ZONE = rf"(?P<zone>(?:utc|gmt)?[+-]\d{{1,2}}(?::?\d{{2}})?|(?:{_ABBREVIATION})\b|(?:{_AREAS})/[a-z_/+-]+\d{{0,2}})"
"""A regex for `CEST`, `ET`, `UTC+2`, `+05:30` or `Europe/Berlin`, in any case."""

_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?", re.ASCII)


@lru_cache(maxsize=256)
def zone_named(typed: str, home: str = "") -> tzinfo:
    """The zone behind what was typed; `home` is the caller's own. Raises Misread (unknown_zone)."""
    name = typed.strip().lower()
    if name in _ALWAYS:
        return UTC
    if name in PLACES:
        return ZoneInfo(place_of(name, home))
    try:
        if offset := _OFFSET.fullmatch(name):
            minutes = int(offset[2]) * 60 + int(offset[3] or 0)
            return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
        return ZoneInfo(typed if typed != name else re.sub(r"[a-z]+", lambda word: word[0].capitalize(), name))
    except (ValueError, OSError, KeyError):  # ZoneInfo: a bad key, a folder, or no such zone
        raise Misread("unknown_zone", typed=typed) from None


def place_of(abbreviation: str, home: str = "") -> str:
    """The IANA name of the place whose wall clock the abbreviation means: the caller's own, if it is used there."""
    name = abbreviation.strip().lower()
    return home if _GERMAN.get(name, name).upper() in _spoken_at(home) else PLACES[name]


@lru_cache(maxsize=256)
def _spoken_at(home: str) -> frozenset[str]:
    """What people in that zone call their time, in winter and in summer; nothing for a zone unknown to this machine."""
    try:
        zone = ZoneInfo(home)
    except (ValueError, OSError, KeyError):
        return frozenset()
    return frozenset(datetime(2026, month, 1, tzinfo=zone).tzname() or "" for month in (1, 7))


def home_zone(home: str) -> tzinfo | None:
    """The caller's own zone; None when this machine does not know it."""
    try:
        return ZoneInfo(home)
    except (ValueError, OSError, KeyError):
        return None


def means(abbreviation: str | None, at: datetime) -> bool:
    """Whether the abbreviation is what that aware time is called there: of the hour that comes twice, the one meant."""
    name = (abbreviation or "").lower()
    return _GERMAN.get(name, name).upper() == at.tzname()
