"""What the log says of a start: what runs, on what and where, and what an administrator has to mend while it runs.

Law: nothing that is said here stops a start, and no secret is in it.
"""

import logging
import platform
from datetime import timedelta

from bot import __version__
from bot.clock import RealClock
from bot.settings import Settings
from bot.slack.transport import scopes
from bot.slack.transport.web_api import CLOCK_DRIFT_MAX, Identity
from bot.store.database import urls
from bot.store.migrations import Migrated

log = logging.getLogger(__name__)


def begun(settings: Settings, migrated: Migrated | None) -> None:
    """What starts here, and on what; `migrated` if the database was brought up to date just now."""
    place = urls.described(urls.parse(settings.database_url))
    page = f"{settings.http_host}:{settings.http_port}" if settings.http_port else "none"
    log.info(
        "Sitrep %s starts on Python %s. Database: %s%s. Page: %s. Zone of documents: %s.",
        __version__,
        platform.python_version(),
        place,
        migrated.told if migrated else "",
        page,
        settings.zone,
    )


def connected(identity: Identity | None, settings: Settings) -> None:
    """Where we are, and what an administrator has to mend while all else goes on."""
    if identity is None:
        return
    way = "waits for Slack to call" if settings.is_called else "is connected"
    log.info("Sitrep %s, in the workspace %s.", way, identity.workspace)
    if missing := scopes.missing(identity.scopes):
        log.warning(
            "Slack did not grant %s: add what is missing on the app's page OAuth & Permissions and install it again; "
            "docs/permissions.md says what does not work until then.",
            ", ".join(missing),
        )
    drift = identity.drift(RealClock().now())
    if drift is not None and drift > CLOCK_DRIFT_MAX:
        log.warning(
            "This machine's clock is %.0f s off Slack's: start a time service such as chrony, or reminders come at the "
            "wrong time and Slack's requests are refused.",
            drift.total_seconds(),
        )


def set_back(by: timedelta) -> None:
    """Why it starts anew although nobody asked for that, and what the record has from the time before."""
    log.warning(
        "This machine's clock was set back by %s. Sitrep starts anew with the time it has now. What was recorded "
        "meanwhile keeps its times: in incidents that were open then, nobody is reminded until that time has come.",
        timedelta(seconds=round(by.total_seconds())),
    )
