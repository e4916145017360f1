"""The only source of randomness: ids, salts, lease tokens, jitter. Seeded in stories, by the system otherwise."""

import random  # noqa: TID251 - this is where randomness comes from
import string

_ALPHABET = string.ascii_lowercase + string.digits
_ID_CHARS = 16  # 16 of 36 letters: 82 bits, no two alike in the life of a company


class Ids:
    """Random names; two with the same seed give the same ones in the same order."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)  # noqa: S311 - names are unlike each other, and no secret
        self._secret = random.SystemRandom() if seed is None else self._random

    def new(self, kind: str) -> str:
        """A fresh id such as `post_k3v9…`, letters and digits only after the kind."""
        return f"{kind}_{''.join(self._random.choices(_ALPHABET, k=_ID_CHARS))}"

    def salt(self) -> str:
        """128 random bits in hex, to keep a redacted body from being guessed by its hash."""
        return f"{self._secret.getrandbits(128):032x}"

    def share(self) -> float:
        """A number from 0 to 1, for jitter."""
        return self._random.random()
