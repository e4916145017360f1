"""Keeps what the templates compile to, where Python keeps what our code compiles to: in `__pycache__` beside them.

Law: nothing is read that somebody wrote who could not write our code as well. What cannot be read, or was compiled of
anything else than would be compiled now, is compiled again; what cannot be kept is not.
"""

import pickle
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import Environment, __version__
from jinja2.bccache import Bucket, FileSystemBytecodeCache, bc_magic

READABLE = 0o644  # whoever installs it is often not who runs it, and Jinja lets only whoever wrote it read it


class Compiled(FileSystemBytecodeCache):
    """The templates of one folder, as they were compiled for one dialect."""

    def __init__(self, folder: Path, dialect: str) -> None:
        kept = Path(cache_from_source(str(folder / f"{dialect}-%s.py")))
        super().__init__(str(kept.parent), kept.name)

    def get_source_checksum(self, source: str) -> str:
        return sha256(_compiler() + source.encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 - whatever a disk that was full once, or failed, has left of it
            bucket.reset()

    def keeps(self, environment: Environment, name: str, filename: str | None, source: str) -> bool:
        """Whether it is there, by what stands in front of its code.

        To load the code of all that may be said takes two megabytes that the process never gives back.
        """
        bucket = Bucket(environment, self.get_cache_key(name, filename), self.get_source_checksum(source))
        head = bc_magic + pickle.dumps(bucket.checksum, 2)  # as `Bucket.write_bytecode` has it
        try:
            with Path(self._get_cache_filename(bucket)).open("rb") as kept:
                return kept.read(len(head)) == head
        except OSError:
            return False

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
            Path(self._get_cache_filename(bucket)).chmod(READABLE)


def is_compiled(environment: Environment, name: str) -> bool:
    """Whether whoever asks for the template of that name need not wait for Jinja to compile it."""
    assert environment.loader is not None
    assert isinstance(environment.bytecode_cache, Compiled)
    source, filename, _ = environment.loader.get_source(environment, name)
    return environment.bytecode_cache.keeps(environment, name, filename, source)


@cache
def _compiler() -> bytes:
    """What makes code of a template: Jinja, and this room, for it works out what is constant while it compiles."""
    rooms = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join([__version__.encode(), *(room.read_bytes() for room in rooms)])).digest()
