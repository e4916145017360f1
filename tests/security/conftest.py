"""The scenes of `tests/scenarios`, with people in them who mean harm."""

from tests.scenarios.conftest import scene, stage

__all__ = ["scene", "stage"]
