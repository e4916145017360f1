"""Says everything that the bot says: renders `templates/` for Slack, a terminal or a document. Only here is Jinja.

Law: every expression in a template is escaped for where it goes, unless a filter or macro has already done so.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from bot.incident.logbook import MessageRef
from bot.incident.reports import states_any
from bot.render.compiled import Compiled, is_compiled
from bot.render.dialects import Dialect, MarkdownDialect, PlainDialect, Reader, SlackDialect, permalink
from bot.render.filters import Filters, one_line
from bot.render.glossary import Glossary
from bot.render.shortening import Worded, fit, total, words_in
from bot.resources import resource
from bot.story.brief import Brief
from bot.story.catchup import WORDS_MAX, Catchup
from bot.story.debrief import Debrief
from bot.story.glance import Glance, Symbol
from bot.story.read_aloud import Walkthrough
from bot.story.sentences import Label, Sentence
from bot.story.sheet import ANSWER_WORDS_MAX, Sheet
from bot.story.summary import Summary
from bot.story.telling import WHOLE_S, WORDS_A_MINUTE, Telling, words_within
from bot.story.timeline import Line

__all__ = ["DialectName", "Reader", "Worded", "Words", "fit", "permalink", "resource", "words_in"]

Told: TypeAlias = Brief | Sheet | Summary | Walkthrough | Glance  # the accounts that can be handed on as a file
DialectName: TypeAlias = Literal["slack", "markdown", "text"]
_InWords: TypeAlias = Callable[[Sequence[Sentence]], list[Worded]]

_DIALECTS: Mapping[DialectName, Dialect] = {
    "slack": SlackDialect(),
    "markdown": MarkdownDialect(),
    "text": PlainDialect(),
}
ANNOUNCED = frozenset({"customers", "revenue", "cause"})  # told aloud, these need a word that says what comes
NO_GLOSSARY = Glossary()
COMMAND = "/incident"  # as the templates are written
_COMMAND = re.compile(rf"(?<![\w/]){COMMAND}\b(?!/)")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class WordedSection:
    name: str
    sentences: tuple[Worded, ...]


@dataclass(frozen=True, slots=True)
class WordedAnswer:
    """`left_out` are the words_ids of the sentences that had no room."""

    question: str
    sentences: tuple[Worded, ...]
    left_out: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        return sum(words_in(sentence.text) for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class WordedTelling:
    """What is told in so many seconds, and how many words that are, with the one that announces a section."""

    seconds: int
    words_max: int
    sections: tuple[WordedSection, ...]
    words: int


@dataclass(frozen=True, slots=True)
class WordedGlance:
    """The words of the picture: its head, a line above each of its rows, and what its symbols mean.

    On a page, which has that head itself, `caption` stands instead.
    """

    title: str
    under_title: str
    caption: str
    axis: str
    heads: tuple[str, ...]
    legend: Mapping[Symbol, str]


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line of the timeline and the label of its link, empty for a line that stands nowhere in Slack."""

    line: Line
    label: str


def labelled(lines: Sequence[Line]) -> tuple[LabelledLine, ...]:
    """Every line with the label that links it: its seq, or for a message its place among the messages."""
    messages = itertools.count(1)
    return tuple(
        LabelledLine(
            line, "" if line.message is None else str(line.seq) if line.seq is not None else f"m{next(messages)}"
        )
        for line in lines
    )


class Words:
    """The words of the bot. Rendering raises jinja2.UndefinedError when a template asks for what it was not given.

    `command` is what people type: another app may own the name that the templates are written with. `glossary` explains
    technical names on the executive's pages.
    """

    def __init__(self, *, root: Path | None = None, command: str = COMMAND, glossary: Glossary = NO_GLOSSARY) -> None:
        folder = root or resource("templates")
        self._glossary = glossary
        self._environments: Mapping[DialectName, Environment] = {
            form: _environment(folder, form, command) for form in _DIALECTS
        }

    def prepare(self) -> None:
        """Compile what Slack may hear and nobody compiled yet, so that the first at three in the morning need not wait.

        May run in another thread; whoever asks for a template meanwhile compiles it himself.
        """
        environment = self._environments["slack"]
        for name in environment.list_templates(filter_func=_is_for_slack):
            if not is_compiled(environment, name):
                environment.get_template(name)

    def knows(self, message: str) -> bool:
        """Whether there are words for it; a newer version may have more."""
        try:
            self._environments["slack"].get_template(f"{message}/slack.j2")
        except TemplateNotFound:
            return False
        return True

    def slack(self, message: str, *, reader: Reader, **values: object) -> str:
        """The message of `templates/<message>/slack.j2` as mrkdwn; of a refusal or an unfilled line `<message>.j2`."""
        return self._render("slack", message, reader, values)

    def text(self, message: str, *, reader: Reader, **values: object) -> str:
        """The same as plain text, from `templates/<message>/text.j2` where a terminal is told something else."""
        return self._render("text", message, reader, values)

    def markdown(self, name: str, *, reader: Reader, **values: object) -> str:
        """The document of `templates/<name>/markdown.j2`."""
        return self._render("markdown", name, reader, values)

    def document(
        self,
        told: Told | Debrief,
        *,
        reader: Reader,
        pictured: bool = False,
    ) -> str:
        """A document in Markdown; `pictured`: with the place of the picture in it."""
        match told:
            case Brief():
                return self.brief(told, form="markdown", reader=reader, pictured=pictured)
            case Sheet():
                return self.sheet(told, form="markdown", reader=reader)
            case Debrief():
                return self.markdown("debrief", reader=reader, debrief=told)
            case Walkthrough():
                return self.markdown("walkthrough", reader=reader, walkthrough=told)
            case Summary():
                return self.markdown("summary", reader=reader, summary=told, pictured=pictured)
            case Glance():
                return self.glance_table(told, reader=reader, pictured=pictured, is_alone=True)

    def glance(self, glance: Glance, *, form: DialectName, reader: Reader) -> WordedGlance:
        """The words of the picture; as plain text for the picture itself."""
        around = [
            Sentence("title", {"g": glance}),
            Sentence("under_title", {"g": glance}),
            Sentence("caption"),
            Sentence("axis", {"begins_at": glance.begins_at, "ends_at": glance.ends_at}),
        ]
        legend = [Sentence("legend", {"symbol": symbol}) for symbol in glance.symbols]
        in_words = self._in_words("glance", form, reader)
        title, under_title, caption, axis, *heads = in_words([*around, *(la.head for la in glance.lanes)])
        told = in_words(legend)
        return WordedGlance(
            title=title.text,
            under_title=under_title.text,
            caption=caption.text,
            axis=axis.text,
            heads=tuple(head.text for head in heads),
            legend={symbol: one.text for symbol, one in zip(glance.symbols, told, strict=True)},
        )

    def glance_table(self, glance: Glance, *, reader: Reader, pictured: bool = False, is_alone: bool = False) -> str:
        """What the picture shows as a table in Markdown; `is_alone`: as a document with its own head."""
        worded = self.glance(glance, form="markdown", reader=reader)
        values = {"glance": glance, "worded": worded, "pictured": pictured, "is_alone": is_alone}
        return self.markdown("glance", reader=reader, **values)

    def sentence(self, document: str, sentence: Sentence, *, form: DialectName, reader: Reader) -> str:
        """One sentence in the words of `templates/<document>/sentences.j2`."""
        return self._in_words(document, form, reader)([sentence])[0].text

    def brief(self, brief: Brief, *, form: DialectName, reader: Reader, pictured: bool = False) -> str:
        """The executive's page, not longer than it may be; it says what that cost."""
        known: set[str] = set()
        title = self._glossary.explained(brief.title, None, known)
        in_words = self._in_words("brief", form, reader)
        new = in_words([brief.changed]) if brief.changed else []
        told = [(section.name, sentence) for section in brief.sections for sentence in section.sentences]
        worded = in_words([sentence for _, sentence in told])
        worded = [replace(one, section=name) for one, (name, _) in zip(worded, told, strict=True)]
        kept = fit([self._explained(one, form, set()) for one in worded], brief.words_max)
        stands = in_words([Sentence("stands_elsewhere", {"incident": brief.incident})])[0]
        elsewhere = _referred(kept, stands, brief.words_max)
        stays = {one.place for one in kept}
        left_out = [s.words_id for place, (_, s) in enumerate(told) if place not in stays]
        changed = [self._explained(one, form, known) for one in new]
        kept = tuple(
            elsewhere.get(one.place) or self._explained(one, form, known) for one in worded if one.place in stays
        )
        pairs = [(one.section, one) for one in kept]
        sections = tuple(
            WordedSection(section.name, tuple(words for name, words in pairs if name == section.name))
            for section in brief.sections
        )
        cited = _cited(kept, brief.refs)
        values = {"brief": replace(brief, title=title), "sections": sections, "left_out": left_out, "cited": cited}
        values |= {"changed": changed[0].text if changed else "", "pictured": pictured}
        return self._render(form, "brief", reader, values)

    def sheet(self, sheet: Sheet, *, form: DialectName, reader: Reader) -> str:
        """The sheet for whoever presents the brief; each telling is as long as its time, each answer half a minute."""
        in_words = self._in_words("brief", form, reader)
        answers = [self._answer(answer.question, answer.sentences, in_words, form) for answer in sheet.answers]
        tellings = [_telling(telling, in_words) for telling in sheet.tellings]
        unsaid = in_words(sheet.unsaid)
        cited = _cited([*(s for answer in answers for s in answer.sentences), *unsaid], sheet.refs)
        values = {"sheet": sheet, "answers": answers, "tellings": tellings, "unsaid": unsaid, "cited": cited}
        whole = _whole(answers[: sheet.always])
        return self._render(form, "sheet", reader, {**values, "whole": whole, "words_a_minute": WORDS_A_MINUTE})

    def _answer(self, question: str, told: Sequence[Sentence], in_words: _InWords, form: DialectName) -> WordedAnswer:
        known: set[str] = set()
        kept = fit([self._explained(one, form, known) for one in in_words(told)], ANSWER_WORDS_MAX)
        stays = {one.place for one in kept}
        return WordedAnswer(question, kept, tuple(s.words_id for place, s in enumerate(told) if place not in stays))

    def catchup(self, catchup: Catchup, *, form: DialectName, reader: Reader, joined: str = "") -> str:
        """Where it stands, a line for each part; `joined` is the channel of whoever is told unasked."""
        told = [(part.name, sentence) for part in catchup.parts for sentence in part.sentences]
        worded = self._in_words("brief", form, reader)([sentence for _, sentence in told])
        stays = {id(sentence) for sentence in fit(worded, WORDS_MAX)}
        pairs = [(name, words.text) for (name, _), words in zip(told, worded, strict=True) if id(words) in stays]
        lines = {name: [text for of, text in pairs if of == name] for name in dict.fromkeys(name for name, _ in pairs)}
        return self._render(form, "catchup", reader, {"catchup": catchup, "parts": lines, "joined": joined})

    def _in_words(self, document: str, form: DialectName, reader: Reader) -> _InWords:
        """What puts the sentences of a document into words. To make it for a reader costs as much as ten sentences."""
        template = self._environments[form].get_template(f"{document}/sentences.j2")
        macros = template.make_module({"reader": reader})
        return lambda sentences: [
            Worded(one_line(getattr(macros, s.words_id)(**s.values)), s.sources, s.weight, place, s.words_id)
            for place, s in enumerate(sentences)
        ]

    def _explained(self, worded: Worded, form: DialectName, known: set[str]) -> Worded:
        """The sentence with the house's words behind technical names that are not `known` on this page yet."""
        return replace(worded, text=self._glossary.explained(worded.text, _DIALECTS[form], known))

    def _render(self, form: DialectName, message: str, reader: Reader, values: Mapping[str, object]) -> str:
        template = self._environments[form].select_template(_templates(form, message))
        return _BLANK_LINES.sub("\n\n", template.render(**values, reader=reader)).strip()


def _telling(telling: Telling, in_words: _InWords) -> WordedTelling:
    """Passage by passage, the most important first, as long as there is time; told in the order of the page."""
    taken: dict[int, Sequence[Worded]] = {}
    told: set[str] = set()
    left = telling.words_max
    for place, passage in sorted(enumerate(telling.passages), key=lambda one: (one[1].rank, one[0])):
        announced = int(passage.section in ANNOUNCED - told)
        found = _that_fit(in_words(passage.sentences), left - announced, passage.least)
        if found:
            left -= announced + sum(words_in(sentence.text) for sentence in found)
            told.add(passage.section)
            taken[place] = found
    by_section = itertools.groupby(sorted(taken), key=lambda place: telling.passages[place].section)
    sections = tuple(
        WordedSection(name, tuple(sentence for place in places for sentence in taken[place]))
        for name, places in by_section
    )
    return WordedTelling(telling.seconds, telling.words_max, sections, telling.words_max - left)


def _referred(kept: Sequence[Worded], stands: Worded, words_max: int) -> Mapping[int, Worded]:
    """By place, what of a page that is still too long is only said to stand elsewhere: the longest, not section 1."""
    instead: dict[int, Worded] = {}
    words = total(kept)
    beside = [one for one in kept if one.section != kept[0].section]
    for one in sorted(beside, key=lambda one: -words_in(one.text)):
        if words <= words_max:
            break
        instead[one.place] = replace(stands, section=one.section)
        words += words_in(stands.text) - words_in(one.text)
    return instead


def _that_fit(sentences: Sequence[Worded], words_max: int, least: int) -> Sequence[Worded]:
    """As many sentences from the first on as fit; none if that would be fewer than `least`."""
    totals = itertools.accumulate(words_in(sentence.text) for sentence in sentences)
    count = sum(1 for words in totals if words <= words_max)
    return sentences[:count] if count >= least else ()


def _cited(worded: Sequence[Worded], refs: Mapping[Label, MessageRef]) -> dict[Label, MessageRef]:
    """What the sentences come from and can be read, in the order of its labels."""
    linked = {label for words in worded for label in words.sources if label in refs}
    return {label: refs[label] for label in sorted(linked, key=lambda la: (isinstance(la, str), len(str(la)), str(la)))}


def _whole(answers: Sequence[WordedAnswer]) -> Mapping[str, int]:
    """How many of the answers are told within five minutes, one after the other, and in how many words."""
    words_max = words_within(WHOLE_S)
    totals = list(itertools.takewhile(lambda words: words <= words_max, itertools.accumulate(a.words for a in answers)))
    return {"through": len(totals), "words": totals[-1] if totals else 0, "words_max": words_max}


class _Templates(FileSystemLoader):
    """The templates, with the slash command called as it is in this workspace. What people write is not in them."""

    def __init__(self, folder: Path, command: str) -> None:
        super().__init__(folder)
        self._command = command

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, filename, is_current = super().get_source(environment, template)
        return _COMMAND.sub(self._command, source), filename, is_current


class _Literals(Extension):
    """Gives the words that stand in a template themselves to the dialect, while the template is compiled."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        literal: Callable[[str], str] = getattr(self.environment, "literal")  # noqa: B009 - Jinja types no additions
        for token in stream:
            yield Token(token.lineno, "data", literal(token.value)) if token.type == "data" else token


def _templates(form: DialectName, message: str) -> list[str]:
    """Where the words of a message stand: a terminal reads those for Slack, unless it has its own."""
    if message.startswith(("refused/", "unfilled/")):
        return [f"{message}.j2"]
    return [f"{message}/{form}.j2"] if form != "text" else [f"{message}/text.j2", f"{message}/slack.j2"]


@cache
def _environment(folder: Path, form: DialectName, command: str) -> Environment:
    """Jinja for one dialect. Its `~` must not join Markup with plain words: those it would escape for HTML.

    One for all who speak in this process, so that each template is compiled once.
    """
    dialect = _DIALECTS[form]
    environment = Environment(
        loader=_Templates(folder, command),
        autoescape=True,  # so that macros give Markup; `finalize` has escaped the rest before Jinja looks at it
        finalize=partial(_finished, dialect=dialect),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,  # all: of Jinja's four hundred the first that were prepared were gone before the last
        auto_reload=False,  # a bot keeps the words it began with; to look at each file again took a tenth of a message
        bytecode_cache=Compiled(folder, form),
    )
    environment.extend(literal=dialect.literal)
    environment.add_extension(_Literals)
    environment.filters |= Filters(dialect).by_name()
    environment.tests["need"] = states_any
    environment.globals |= {"permalink": _permalink_of, "labelled": labelled, "minute": timedelta(minutes=1)}
    return environment


def _is_for_slack(name: str) -> bool:
    """Whether it is said in Slack, or stands in what is; pieces of documents are few."""
    return name.endswith(".j2") and not name.endswith(("/markdown.j2", "/text.j2"))


def _finished(value: Any, dialect: Dialect) -> Markup:
    if isinstance(value, Markup):
        return value
    return Markup() if value is None else dialect.text(str(value))


def _permalink_of(ref: MessageRef, reader: Reader) -> Markup:
    return Markup(permalink(reader.team_url, ref.channel, ref.ts, ref.thread_ts))  # noqa: S704 - ids and digits
