"""What is typed of playbooks and of their steps."""

import pytest

from bot import grammar as g


@pytest.mark.parametrize(
    ("typed", "steps", "words"),
    [
        ("step 3 done", (3,), ""),
        ("step 3", (3,), ""),
        ("tick 3", (3,), ""),
        ("step 3: two of fourteen", (3,), "two of fourteen"),
        ("step 3 done: 2 of 14 are in the index", (3,), "2 of 14 are in the index"),
        ("step 3 2 of 14 are there", (3,), "2 of 14 are there"),
        ("step 3, 2 of 14 are there", (3,), "2 of 14 are there"),
        ("step 3 - not in the index", (3,), "not in the index"),
        ("steps 2, 3 and 5 done", (2, 3, 5), ""),
        ("steps 2-4 done all green", (2, 3, 4), "all green"),
        ("step #2 is done", (2,), ""),
        ("step done 2", (2,), ""),
    ],
)
def test_steps_are_ticked_by_number_with_what_they_showed(typed: str, steps: tuple[int, ...], words: str) -> None:
    assert g.TickSteps(steps, words) == g.parse(typed)


@pytest.mark.parametrize("typed", ["step", "step back and look", "step 3 not done", "step 1-400 done", "step 14:05"])
def test_what_names_no_step_is_misread(typed: str) -> None:
    with pytest.raises(g.Misread) as misread:
        g.parse(typed)

    assert "step_unclear" == misread.value.code


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("playbook", g.Playbook()),
        ("runbook INC-41", g.Playbook(incident=41)),
        ("INC-41 playbook", g.Playbook(incident=41)),
        ("playbooks", g.Playbooks()),
        ("playbook list", g.Playbooks()),
        ("playbooks page 2", g.Playbooks(2)),
        ("playbook make", g.WritePlaybook()),
        ("write playbook INC-41", g.WritePlaybook(incident=41)),
        ("correct playbook 41", g.WritePlaybook(incident=41)),
        ("use playbook INC-41", g.UsePlaybook(of=41)),
        ("playbook use 41", g.UsePlaybook(of=41)),
        ("use the playbook of INC-41", g.UsePlaybook(of=41)),
        ("INC-42 use playbook INC-41", g.UsePlaybook(of=41, incident=42)),
        ("playbook Owner-lost", g.Playbook(called="owner-lost")),
        ("use the playbook “owner-lost”.", g.UsePlaybook(None, "owner-lost")),
        ("INC-42 use playbook owner-lost", g.UsePlaybook(None, "owner-lost", incident=42)),
        ("keep playbook owner-lost", g.KeepPlaybook(None, "owner-lost")),
        ("correct playbook owner-lost", g.WritePlaybook("owner-lost")),
        ("export playbook INC-41", g.ExportPlaybook(incident=41)),
        ("export the playbook owner-lost as markdown", g.ExportPlaybook("owner-lost")),
    ],
)
def test_a_playbook_is_named_by_the_incident_that_it_came_from(typed: str, meant: g.Intent) -> None:
    assert meant == g.parse(typed)
