"""How often Hypothesis tries: as often as a test states in `make soak`, half as often in the tests of every day."""

import os

from hypothesis import settings

IS_EVERYDAY = os.environ.get("TRIES") != "all"
_SHARE = 2


def tries(stated: int) -> int:
    return stated // _SHARE if IS_EVERYDAY else stated


def begin() -> None:
    """What states nothing is tried as often as Hypothesis tries by itself, or half as often."""
    settings.register_profile("sitrep", settings(), max_examples=tries(settings().max_examples))
    settings.load_profile("sitrep")
