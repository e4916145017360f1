"""Stories of files: summary and brief as something that can be handed on, for whoever asked and nobody else."""

import json
import re

from tests.scenarios.conftest import Scene
from workspace.state.records import File

SAID = "Nine of the fourteen came back with `restore --all`"


async def told(scene: Scene) -> None:
    await scene.staffed("sev2 Documents missing", logs="ana")
    await scene.types("ana", f"/incident report {SAID}")


def files(scene: Scene) -> list[File]:
    return [file for file in scene.stage.slack.world.directory.files.values() if file.completed]


def readers(scene: Scene, file: File) -> set[str]:
    """Who is in a place in which the file stands."""
    channels = scene.stage.slack.world.directory.channels
    return {person for place in file.shares for person in channels[place].members}


async def test_the_summary_comes_as_a_file_to_whoever_asked_alone(scene: Scene) -> None:
    await told(scene)
    for form, begins in (("md", b"# INC-1"), ("html", b"<!doctype html>"), ("pdf", b"%PDF-"), ("json", b"{")):
        answer = await scene.types("ana", f"/incident export {form}")
        file = files(scene)[-1]

        assert "The post-incident summary of INC-1 comes to you" in answer
        assert "in a direct message" in answer
        assert f"INC-1-summary.{form}" == file.name
        assert file.content.startswith(begins)
        assert {scene.id("ana"), scene.stage.slack.bot_user_id} == readers(scene, file)


async def test_brief_and_walkthrough_come_as_files_too_and_of_an_unknown_form_it_is_said_which_there_are(
    scene: Scene,
) -> None:
    await told(scene)
    brief = await scene.types("leo", "/incident export the brief as json")
    walkthrough = await scene.types("leo", "/incident export debrief html")
    unknown = await scene.types("ana", "/incident export docx")

    assert "The brief of INC-1 comes to you as JSON" in brief
    assert "The walkthrough, to be read aloud one step a screen, of INC-1 comes to you as a web page" in walkthrough
    assert "I know no form “docx”. There are md, html, pdf, json, svg." in unknown
    first, second = files(scene)
    assert "brief" == json.loads(first.content)["document"]
    assert "walkthrough" in second.name
    assert "<h2>Looking back</h2>" in second.content.decode()


async def test_a_pinned_message_of_twelve_thousand_characters_with_a_table_and_code_is_in_the_files_whole(
    scene: Scene,
) -> None:
    await told(scene)
    rows = "\n".join(f"| node-{n:03} | {n * 7} of {n * 9} | <slow> & *late* |" for n in range(170))
    code = "\n".join(f"  File app/{n:03}.py, line {n} in `open` -> KeyError('{n}')" for n in range(130))
    ts = await scene.says("ana", f"what I have\n{rows}\n```\n{code}\n```\nthat is all of it")
    await scene.does("reacts", "ana", "pushpin", ts)
    for form in ("md", "html"):
        await scene.types("ana", f"/incident export {form}")
    markdown, page = (file.content.decode() for file in files(scene))

    for number in range(170):
        assert f"node-{number:03}" in page
        assert f"{number * 7} of {number * 9}" in markdown
    for number in range(130):
        assert f"File app/{number:03}.py, line {number}" in page
        assert f"app/{number:03}.py" in markdown
    assert "&lt;slow&gt; &amp; *late*" in page
    assert "<slow>" not in page
    [line] = [line for line in markdown.splitlines() if line.startswith("| [") and "node-000" in line]
    assert "that is all of it" in line


async def test_a_file_without_unconfirmed_lines_says_so_at_its_head(scene: Scene) -> None:
    await told(scene)

    answer = await scene.types("leo", "/incident export html without unconfirmed")

    assert "comes to you as a web page, in a direct message, without unconfirmed lines." in answer
    [file] = files(scene)
    assert "left out of this document, as asked." in file.content.decode()
    assert "<em>not confirmed</em>" not in file.content.decode()


async def test_a_file_can_be_without_one_persons_name(scene: Scene) -> None:
    await scene.staffed("sev2 Documents missing since ANA looked", logs="ana")
    await scene.types("ana", f"/incident report {SAID}, as <@{scene.id('ana')}> said")
    await scene.types("leo", "/incident decide Ana's script is run again")
    names = scene.stage.slack.world.directory.users[scene.id("ana")]

    for what in ("md", "brief html", "sheet json", "walkthrough html", "glance svg", "json"):
        answer = await scene.types("leo", f"/incident export {what} without @ana")
        content = files(scene)[-1].content.decode()

        assert "was named it says “logs”" in answer
        assert "One person" in content
        for name in (scene.id("ana"), "ana", *names.name.split()):
            assert not re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", content, re.IGNORECASE), (what, name)


async def test_its_course_comes_as_a_picture_to_whoever_asked_alone(scene: Scene) -> None:
    await told(scene)

    answer = await scene.types("ana", "/incident export glance")

    assert "The course at a glance of INC-1 comes to you as a picture" in answer
    [file] = files(scene)
    assert "INC-1-glance.svg" == file.name
    assert b"Reports, logs: 1 on time" in file.content
    assert {scene.id("ana"), scene.stage.slack.bot_user_id} == readers(scene, file)


async def test_the_picture_stands_on_the_page_as_well_where_each_record_leads_to_its_place_in_slack(
    scene: Scene,
) -> None:
    await told(scene)
    await scene.types("ana", "/incident export brief html")
    await scene.says("ana", "@Sitrep export html")

    assert ["INC-1-brief.html", "INC-1-summary.html"] == [file.name for file in files(scene)]
    for file in files(scene):
        assert 1 == file.content.count(b"<svg ")
        assert b"Reports, logs: 1 on time" in file.content
    assert re.search(r'href="https://[^"]*/archives/', files(scene)[-1].content.decode())


async def test_the_file_of_a_private_incident_goes_to_insiders_only_and_says_so(scene: Scene) -> None:
    await scene.start("sev2 Salaries visible +private")

    refused = await scene.types("eva", "/incident export INC-1 md", where="general")
    hidden = await scene.types("eva", "/incident export INC-1 glance", where="general")
    answer = await scene.types("leo", "/incident export INC-1 md")

    assert "There is no INC-1" in refused
    assert refused == hidden
    assert "give the file to nobody outside it" in answer
    [file] = files(scene)
    assert {scene.id("leo"), scene.stage.slack.bot_user_id} == readers(scene, file)


async def test_what_slack_does_not_take_is_said_and_which_scope_is_lacking(scene: Scene) -> None:
    await told(scene)
    faults, refused = scene.stage.slack.faults, "INC-1-summary.html could not be sent: Slack refuses it"
    for times, method in enumerate(("files.getUploadURLExternal", "files.completeUploadExternal"), start=1):
        faults.error(method, error="file_uploads_disabled")
        await scene.types("ana", "/incident export html")
        faults.clear()

        assert times == scene.sees("ana").count(f"{refused} (file_uploads_disabled)"), method
    faults.error("files.getUploadURLExternal", error="missing_scope")
    await scene.types("ana", "/incident export html")

    assert "grants the scope files:write" in scene.sees("ana").replace("`", "")
    assert not files(scene)
