"""What somebody wrote, taken apart as Slack would show it: their words, code, and addresses that can be followed.

The text is plain but for the marks that people type in Slack: backticks around code, `• ` and `> ` before lines.
"""

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

PieceKind: TypeAlias = Literal["words", "code", "block", "address"]

# A full stop or a bracket behind an address is the sentence's; a bracket that was opened in it is its own.
# Behind "](" it is a link as Markdown has them, and stays the text that it is.
_ADDRESS = r"(?<!\w)(?<!\]\()https?://[^\s<>|`\"]*[^\s<>|`\".,;:!?)\]}'*~“”]"
_MAIL = r"(?<![\w.@+-])[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![\w@])"
_PIECE = re.compile(
    rf"```(?P<block>(?:(?!```).)+)```|(?<!`)`(?P<code>[^`\n]+)`(?!`)|(?P<address>{_ADDRESS}|{_MAIL})", re.DOTALL
)
_ADDRESS_ALONE = re.compile(rf"(?P<block>(?!))|(?P<code>(?!))|(?P<address>{_ADDRESS}|{_MAIL})")


def pieces(text: str, *, code: bool = True) -> Iterator[tuple[PieceKind, str]]:
    """In order and without loss, but for the backticks of code; a fence that nobody closed is words.

    Without `code`, which needs lines of its own to be read, its marks are words too.
    """
    done = 0
    for found in (_PIECE if code else _ADDRESS_ALONE).finditer(text):
        if found.start() < done:
            continue
        if found.start() > done:
            yield "words", text[done : found.start()]
        end = found.end()
        if found["address"]:
            address = found["address"]
            if text[end : end + 1] == ")" and address.count("(") > address.count(")"):
                end, address = end + 1, f"{address})"
            yield "address", address
        elif found["code"]:
            yield "code", found["code"]
        else:
            yield "block", found["block"].strip("\n")
        done = end
    if done < len(text):
        yield "words", text[done:]
