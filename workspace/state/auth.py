"""Who may call: tokens, what they were granted, and whether they still hold.

Law: a token is known by its exact text; a revoked one stays known, so that it is refused for the right reason.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from workspace.spec.slack import Method
from workspace.state.refusals import Refusal

TokenKind = Literal["bot", "user", "app"]


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    text: str
    user_id: str
    scopes: frozenset[str]
    refused_as: str = ""


@cache
def listed(scopes: frozenset[str]) -> str:
    """Scopes as Slack writes them: sorted, joined by commas."""
    return ",".join(sorted(scopes))


class Tokens:
    """The tokens of the installed app: its bot's, its own, and the one of whoever installed it."""

    def __init__(self, *tokens: Token) -> None:
        self._by_text = {token.text: token for token in tokens}

    def add(self, token: Token) -> None:
        self._by_text[token.text] = token

    def caller(self, text: str) -> Token:
        """Whose token this is; refused when absent, unknown or no longer valid."""
        if not text:
            raise Refusal("not_authed")
        found = self._by_text.get(text)
        if found is None:
            raise Refusal("invalid_auth")
        if found.refused_as:
            raise Refusal(found.refused_as)
        return found

    def of(self, kind: str) -> Token:
        return next(token for token in self._by_text.values() if token.kind == kind)

    def grant(self, kind: str, scopes: frozenset[str]) -> None:
        """The app was installed again: its token stays and holds these scopes from now on."""
        token = self.of(kind)
        self._by_text[token.text] = replace(token, scopes=scopes)

    def revoke(self, kind: str, *, error: str = "token_revoked") -> None:
        """From now on the token is refused with this error: token_revoked, token_expired or account_inactive."""
        token = self.of(kind)
        self._by_text[token.text] = replace(token, refused_as=error)


def require_scope(caller: Token, method: Method, kind: str | None = None) -> None:
    """Refused unless the caller holds one of the scopes for this kind of channel; of any kind when none is named."""
    by_kind = method.scopes
    if "any" in by_kind:
        enough = by_kind["any"]
    elif kind is None:
        enough = tuple(scope for scopes in by_kind.values() for scope in scopes)
    else:
        enough = by_kind.get(kind, ())
    if enough and caller.scopes.isdisjoint(enough):
        raise Refusal("missing_scope", needed=",".join(enough), provided=listed(caller.scopes))
