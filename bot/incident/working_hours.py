"""Working hours: when somebody may be asked about what is over, which can wait until they are at work.

Law: what still hurts is never held back by them. Holidays nobody has told us of.
"""

from datetime import datetime, time, timedelta

WORK_BEGINS, WORK_ENDS = time(9), time(18)
DAYS_OF_WORK = 5  # Monday to Friday


def next_working_time(local: datetime) -> datetime:
    """The first moment from then on that falls into working hours on this wall clock; itself if it does."""
    if _is_working_day(local) and WORK_BEGINS <= local.time() < WORK_ENDS:
        return local
    day = local if local.time() < WORK_BEGINS else local + timedelta(days=1)
    while not _is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day.date(), WORK_BEGINS, tzinfo=local.tzinfo)


def _is_working_day(local: datetime) -> bool:
    return local.weekday() < DAYS_OF_WORK
