"""What one process of a run makes and the others take, lest each make it for itself."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def is_alone() -> bool:
    """Whether there are no other processes in this run."""
    return "PYTEST_XDIST_WORKER" not in os.environ


@contextmanager
def place(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """The path that has this name for all processes of a run; within, no other process is at it."""
    own = factory.getbasetemp()
    path = (own if is_alone() else own.parent) / name
    with path.with_name(f"{name}.held").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path
