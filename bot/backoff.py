"""Retries: how long to wait before the next attempt at something that failed."""

from datetime import timedelta

DOUBLINGS_MAX = 30  # more would only overflow: from one second it is 34 years


def delay(attempt: int, *, first: timedelta, most: timedelta, share: float) -> timedelta:
    """The wait after the failed attempt of this number (the first is 1): doubled each time, up to `most`, with jitter.

    (e.g. of 1 s, at most 60 s: 1, 2, 4, 8, 16, 32, 60, 60 seconds.) `share`, between 0 and 1, is drawn by the caller
    and takes away up to half, so that those who failed together do not come again together (e.g. of 8 seconds: 4 with
    a share of 0, 6 with 0.5, nearly 8 with 1).
    """
    doubled = first * float(2 ** min(attempt - 1, DOUBLINGS_MAX))
    return min(doubled, most) * (0.5 + share / 2)
