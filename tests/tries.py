"""How often Hypothesis tries: as often as a test states in `make soak`, half as often in the tests of every day."""

import os

from hypothesis import HealthCheck, settings

IS_EVERYDAY = os.environ.get("TRIES") != "all"
_SHARE = 2


def tries(stated: int) -> int:
    return stated // _SHARE if IS_EVERYDAY else stated


def begin() -> None:
    """What states nothing is tried as often as Hypothesis tries by itself, or half as often; how fast is not asked."""
    patient = {"suppress_health_check": [HealthCheck.too_slow]}  # a machine with others beside it fails no law
    settings.register_profile("sitrep", settings(), max_examples=tries(settings().max_examples), **patient)
    settings.load_profile("sitrep")
