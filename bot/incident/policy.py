"""The house's policy: which roles there are and how often each reports. Values, with the defaults of the product."""

from collections.abc import Mapping
from dataclasses import dataclass, field

LEAD = "lead"
LOGS = "logs"
CODE = "code"
CUSTOMERS = "customers"

# Minutes: first / investigating / identified / mitigated. SEV4 reports on demand.
REPORT_CADENCE_MIN: Mapping[int, tuple[int, int, int, int]] = {
    1: (5, 10, 15, 30),
    2: (10, 15, 30, 60),
    3: (15, 30, 60, 120),
}
UNJUDGED_SEVERITY = 2  # without a severity the SEV2 column runs
SEVERITY_ASKED_AFTER_MIN = 5  # then the lead is asked for one, once
CLOSE_ASKED_AFTER_MIN = 24 * 60  # of a resolved one; asked within working hours, so after one day of work


@dataclass(frozen=True, slots=True)
class Duty:
    """A role: its name in commands, how people call it, and the one duty in a sentence."""

    name: str
    title: str
    duty: str


DUTIES = (
    Duty(LEAD, "lead", "coordinates and decides, does not repair"),
    Duty(LOGS, "logs", "looks at the evidence: what happened, how many, since when"),
    Duty(CODE, "code", "looks at what changed, and how to undo it"),
    Duty(CUSTOMERS, "customer liaison", "is the one voice to the customer"),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What an administrator may choose. Minutes everywhere; an absent severity means "on demand"."""

    duties: tuple[Duty, ...] = DUTIES
    report_cadence_min: Mapping[int, tuple[int, int, int, int]] = field(default_factory=lambda: REPORT_CADENCE_MIN)

    def duty(self, role: str) -> Duty | None:
        return next((duty for duty in self.duties if duty.name == role), None)
