"""Every id the local Slack hands out, drawn from one seed, so that two runs of a story give the same bytes.

Law: each kind of id has its own row of draws; one more message does not change the next channel's id.
"""

from hashlib import blake2b

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """Draws that look random and are not: the n-th draw of a kind depends on seed, kind and n alone."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._drawn: dict[str, int] = {}

    def number(self, kind: str, *, below: int) -> int:
        """A whole number in [0, below)."""
        return int.from_bytes(self._draw(kind), "big") % below

    def slack_id(self, prefix: str) -> str:
        """An id as Slack writes them: a letter for the kind, then ten capitals and digits."""
        drawn = int.from_bytes(self._draw(prefix), "big")
        letters = []
        for _ in range(9):
            drawn, rest = divmod(drawn, len(_LETTERS))
            letters.append(_LETTERS[rest])
        return f"{prefix}0{''.join(letters)}"

    def uuid(self, kind: str) -> str:
        drawn = self._draw(kind).hex()
        return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-a{drawn[17:20]}-{drawn[20:32]}"

    def hexadecimal(self, kind: str, *, chars: int) -> str:
        return self._draw(kind).hex()[:chars]

    def digits(self, kind: str, *, chars: int) -> str:
        return str(int.from_bytes(self._draw(kind), "big"))[:chars]

    def _draw(self, kind: str) -> bytes:
        count = self._drawn.get(kind, 0)
        self._drawn[kind] = count + 1
        return blake2b(f"{self._seed}:{kind}:{count}".encode(), digest_size=16).digest()
