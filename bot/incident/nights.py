"""Nights: when a holder may be asked for reports less often, on their own wall clock, if the house wants it so.

Law: no night makes anything sooner, and its last interval ends an ordinary one after it at the latest.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_night(local: datetime, *, begins: time, ends: time) -> bool:
    """Whether the wall clock is between the two; a night that begins before midnight goes on behind it."""
    at = local.time()
    return begins <= at or at < ends if begins > ends else begins <= at < ends


def stretched(
    since: datetime, plain: timedelta, longer: timedelta, *, zone: str, night: tuple[time, time]
) -> timedelta:
    """The interval that counts from `since` (aware UTC) in this IANA zone: `longer` while it is night there.

    A night that ends in between ends that: an ordinary interval after it, at the latest. Where nobody knows the zone
    there is no night.
    """
    begins, ends = night
    try:
        local = since.astimezone(ZoneInfo(zone))
    except (ValueError, OSError, KeyError):  # ZoneInfo: a bad key, a folder, or no such zone
        return plain
    if not is_night(local, begins=begins, ends=ends):
        return plain
    day = local if local.time() < ends else local + timedelta(days=1)
    over_at = datetime.combine(day.date(), ends, tzinfo=local.tzinfo).astimezone(since.tzinfo)
    return max(plain, min(longer, over_at + plain - since))
