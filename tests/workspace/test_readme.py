"""The page that explains the local Slack names everything it offers."""

import inspect
import re
from pathlib import Path

import pytest

from workspace.page.control_api import ControlApi
from workspace.page.site import Site
from workspace.people import ACTS
from workspace.server import LocalSlack
from workspace.wire.faults import FAULTS

README = (Path(inspect.getfile(LocalSlack)).with_name("README.md")).read_text(encoding="utf-8")


@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_act_is_explained(act: str) -> None:
    assert f"`{act}`" in README


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_every_fault_is_explained(fault: str) -> None:
    assert f"`{fault}`" in README


def test_every_address_is_explained() -> None:
    routes = inspect.getsource(ControlApi.routes) + inspect.getsource(Site.routes)
    addresses = re.findall(r"web\.(get|post)\(\"(/[^\"]*)\"", routes)
    told = README.replace("{who}", "{handle}")

    missing = [path for _, path in addresses if path not in told]
    assert [] == missing
