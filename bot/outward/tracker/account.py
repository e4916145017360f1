"""Which issue tracker the house has, where it is, and what Sitrep does there."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

TrackerKind: TypeAlias = Literal["github", "webhook"]

# docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api; an Enterprise Server has its own.
GITHUB_API = "https://api.github.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerAccount:
    """`url` is GitHub's API or the webhook; `token` is what GitHub gave out, or what signs for the webhook.

    `repository` is GitHub's owner/name, empty for a webhook. `closes`: what ends here is closed there as well.
    """

    kind: TrackerKind
    url: str
    token: str = field(repr=False)
    repository: str = ""
    closes: bool = False
    asked_every: timedelta = timedelta(minutes=15)

    @property
    def name(self) -> str:
        """What people call it: the repository and its host, or the webhook's host."""
        host = urlsplit(self.url).hostname or ""
        return f"{self.repository} ({host.removeprefix('api.')})" if self.repository else host
