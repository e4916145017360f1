"""A document in Markdown where its links lead nowhere: without references to the records beside it."""

import re

_REFERENCE = re.compile(r"^\[m?\d+\]: .*\n?", re.MULTILINE)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\[m?\d+\]")
_CITATION = re.compile(r"(?: \[m?\d+\])+")


_AUTOLINK = re.compile(r"(?<!\]\()<((?:https?://|[\w.+-]+@)[^<>\s]+)>")


def without_references(markdown: str) -> str:
    """A document without its links to the records: Slack knows no reference links, and the records are beside it."""
    bare = _AUTOLINK.sub(r"\1", _REFERENCE.sub("", markdown)).replace("<br>", " ")
    return _CITATION.sub("", _LABEL.sub(r"\1", bare)).strip()
