"""What stands behind a verb that ends an incident or sets its severity: its reason, or with it a line of its own."""

import pytest

from bot import grammar as g
from bot.grammar import parse


@pytest.mark.parametrize(
    "typed",
    [
        "close button does not work",
        "cancel order fails with 500",
        "resolve button broken on the order page",
        "resolved tickets come back",
        "resolve ticket 4711 is stuck",
        "closed accounts can still log in",
        "resolve it does not work yet",
        "cancel subscription throws an error",
        "close dialog stopped responding",
        "priority high latency in EU",
        "severity low disk space",
        "identified 3 bad disks",
        "identified two more customers",
        "Investigating 4 hosts in rack B",
    ],
)
def test_a_sentence_is_in_doubt(typed: str) -> None:
    intent = parse(typed)

    assert isinstance(intent, g.Resolve | g.Close | g.Cancel | g.Sev | g.Status)
    assert intent.in_doubt


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("resolve", g.Resolve),
        ("resolve the customer has filed and confirmed", g.Resolve),
        ("resolve db is back", g.Resolve),
        ("resolve exports arrive", g.Resolve),
        ("resolve customers can log in", g.Resolve),
        ("resolve Nell has all forty parcels on the lorry", g.Resolve),
        ("resolve Northgate Shipping sees all fourteen", g.Resolve),
        ("resolve Odense packs and makes the truck", g.Resolve),
        ("resolve: rollback out, not our fault", g.Resolve),
        ("resolved, all quiet", g.Resolve),
        ("resolve works again", g.Resolve),
        ("resolve fixed by the rollback", g.Resolve),
        ("cancel false alarm", g.Cancel),
        ("cancel duplicate alert", g.Cancel),
        ("false alarm", g.Cancel),
        ("cancel not an incident", g.Cancel),
        ("cancel test", g.Cancel),
        ("close review done, no follow-ups", g.Close),
        ("close", g.Close),
        ("close: notes sent", g.Close),
        ("close anyway", g.Close),
        ("sev 1 checkout is down", g.Sev),
        ("sev 1 a second customer is hurt", g.Sev),
        ("sev high", g.Sev),
        ("sev 1", g.Sev),
        ("identified", g.Status),
        ("identified the bad deploy", g.Status),
        ("identified 2 causes, both in the parser", g.Status),
        ("identified 10 min ago", g.Status),
        ("identified: 3 bad disks", g.Status),
        ("status identified 3 bad disks", g.Status),
    ],
)
def test_a_reason_is_a_reason(typed: str, kind: type[g.Resolve | g.Close | g.Cancel | g.Sev | g.Status]) -> None:
    intent = parse(typed)

    assert isinstance(intent, kind)
    assert not intent.in_doubt
