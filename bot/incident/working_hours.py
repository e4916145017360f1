"""Working hours: when somebody may be asked about what is over, which can wait until they are at work.

Law: what still hurts is never held back by them. Holidays nobody has told us of.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """From `begins` until before `ends`, on these days, on the wall clock of whoever is asked.

    Those that end before they begin go over midnight, and belong to the day on which they begin.
    """

    begins: time = time(9)
    ends: time = time(18)
    days: tuple[str, ...] = DAYS[:5]

    def holds(self, local: datetime) -> bool:
        at = local.time()
        if self.begins < self.ends:
            return self._is_working_day(local) and self.begins <= at < self.ends
        began = local if at >= self.begins else local - timedelta(days=1)
        return self._is_working_day(began) and (at >= self.begins or at < self.ends)

    def next_time(self, local: datetime) -> datetime:
        """The first moment from then on that falls into them; itself if it does."""
        if self.holds(local):
            return local
        day = local if local.time() < self.begins else local + timedelta(days=1)
        while not self._is_working_day(day):
            day += timedelta(days=1)
        return datetime.combine(day.date(), self.begins, tzinfo=local.tzinfo)

    def _is_working_day(self, local: datetime) -> bool:
        return DAYS[local.weekday()] in self.days
