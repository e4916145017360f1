"""A document as a file that can be handed on: Markdown, a web page, a PDF, JSON or a picture, of one account."""

from dataclasses import dataclass, replace

from bot.grammar.intents import ExportForm
from bot.incident.playbooks import PlaybookVersion, as_draft
from bot.render.dialects import zone_of
from bot.render.out import html, json, pdf, svg
from bot.render.out.markdown import without_references
from bot.render.picture import laid_out
from bot.render.words import Reader, Told, Words
from bot.story.brief import Brief
from bot.story.glance import Glance
from bot.story.read_aloud import Walkthrough
from bot.story.recall import playbook_files


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """The name ends as its kind of file is called: `INC-42-summary.pdf`."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Figure:
    """The incident at a glance, drawn; `described` says the same, `table` as Markdown."""

    svg: str
    described: str
    table: str


def exported(  # noqa: PLR0913 - what a file depends on
    told: Told | PlaybookVersion,
    form: ExportForm,
    *,
    words: Words,
    reader: Reader,
    glance: Glance | None = None,
    stand_in: str = "",
) -> DocumentFile:
    """The document as `reader` would read it, with the incident at a `glance` where it has a place for that.

    `stand_in` is what stands in the record instead of somebody who is left out; the document ends by saying so.
    Links lead to Slack where its address is known. A playbook is Markdown that can be imported. Raises NoTypeSetter if
    a PDF is wanted and cannot be made.
    """
    if isinstance(told, PlaybookVersion):
        return DocumentFile(f"{told.past}-playbook.md", playbook_files.written(as_draft(told)).encode())
    name = f"{told.incident}-{type(told).__name__.lower()}"
    if stand_in:
        reader = replace(reader, people={**reader.people, stand_in: stand_in})
    return DocumentFile(f"{name}.{form}", _content(told, form, words, reader, glance, stand_in))


def _content(  # noqa: PLR0913, PLR0917 - what a file depends on
    told: Told, form: ExportForm, words: Words, reader: Reader, glance: Glance | None, stand_in: str
) -> bytes:
    end = words.text("left_out", reader=reader, stand_in=stand_in) if stand_in else ""
    if form == "json":
        return json.document(told, end=end).encode()
    pictured = told if isinstance(told, Glance) else glance
    figure = None if pictured is None or form == "md" else _figure(pictured, form, words, reader, end)
    if form == "svg":
        return figure.svg.encode() if figure else b""
    markdown = words.document(told, reader=reader, pictured=figure is not None)
    if not reader.team_url:
        markdown = without_references(markdown)
    if stand_in:
        markdown = f"{markdown.rstrip()}\n\n{words.markdown('left_out', reader=reader, stand_in=stand_in)}"
    match form:
        case "html" if isinstance(told, Walkthrough):
            return html.step_by_step(markdown, told.incident).encode()
        case "html":
            beside = figure.table if figure and told is not pictured else ""
            picture = figure.svg if figure else ""
            is_one_page = isinstance(told, Brief)
            page = html.page(markdown, told.incident, picture=picture, beside=beside, is_one_page=is_one_page)
            return page.encode()
        case "pdf":
            picture, described = (figure.svg, figure.described) if figure else ("", "")
            return pdf.document(
                markdown,
                told.incident,
                made_at=told.as_of,
                picture=picture,
                described=described,
                is_one_page=isinstance(told, Brief),
            )
        case "md":
            return f"{markdown.rstrip()}\n".encode()


def _figure(glance: Glance, form: ExportForm, words: Words, reader: Reader, end: str) -> _Figure:
    """The picture; for print, which knows no dark, in the colours of the light alone."""
    worded = words.glance(glance, form="text", reader=reader)
    described = ". ".join((worded.axis, *worded.heads)) + "."
    drawn = svg.document(
        laid_out(glance, worded, zone=zone_of(reader.zone), is_alone=form == "svg", end=end if form == "svg" else ""),
        title=worded.title,
        description=described,
        is_dark_known=form != "pdf",
    )
    return _Figure(drawn, described, words.glance_table(glance, reader=reader))
