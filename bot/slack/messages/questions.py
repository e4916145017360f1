"""The six questions as Slack shows them: what is asked, the lines that are on offer, a button for each answer.

Law: a question stands once, with the one who is asked, and is edited when it has ended; then its buttons go.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from bot.incident.effects import Json
from bot.incident.facts import QuestionName
from bot.render.words import Reader, Words
from bot.requests.actions import AnswerQuestion
from bot.requests.documents import QuestionPage
from bot.slack.messages import blocks as b
from bot.slack.messages.buttons import answering
from bot.slack.messages.message import SlackMessage, of_incident, outgoing

NUMBERS = "①②③④⑤⑥⑦⑧"

AnswerButton: TypeAlias = tuple[str, AnswerQuestion]


def question(page: QuestionPage, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """The question as its person sees it; once it has ended, what became of it."""
    incident, asked = page.incident, page.question
    about = of_incident(incident)
    if not asked.is_open:
        later = next((q.person for q in incident.questions if q.instead_of == asked.seq), "")
        ended = words.slack("question/ended", reader=reader, **about, question=asked, handed_to=later)
        return outgoing(ended, key=key)
    lines = page.offered
    text = words.slack(f"question/{asked.name}", reader=reader, **about, lines=lines, question=asked)
    return outgoing(text, key=key, widgets=[b.actions(list(_buttons(page, reader)))])


def _buttons(page: QuestionPage, reader: Reader) -> Iterator[b.Block]:
    for place, (label, tap) in enumerate(CHOICES[page.question.name](page, reader)):
        about: dict[str, Json] = {"incident": page.incident.number, **answering(tap)}
        yield b.button(label, b.action_id(b.ANSWER, str(place)), about)


def _harm(page: QuestionPage, _: Reader) -> Sequence[AnswerButton]:
    seq = page.question.seq
    return [
        *((f"{NUMBERS[n]} says it", AnswerQuestion(seq, "line", line.ref)) for n, line in enumerate(page.offered)),
        ("In my words", AnswerQuestion(seq, "words")),
        ("Not known yet", AnswerQuestion(seq, "not known")),
    ]


def _why(page: QuestionPage, _: Reader) -> Sequence[AnswerButton]:
    seq = page.question.seq
    return [
        ("Yes, and this shows it…", AnswerQuestion(seq, "confirmed")),
        ("Likely", AnswerQuestion(seq, "likely")),
        ("Only an idea", AnswerQuestion(seq, "idea")),
        ("Another matter", AnswerQuestion(seq, "another matter")),
    ]


def _over(page: QuestionPage, reader: Reader) -> Sequence[AnswerButton]:
    seq, at = page.question.seq, page.over_at
    since = [(f"Over since {reader.local(at):%H:%M}", AnswerQuestion(seq, "over", time=at))] if at else []
    return [
        *since,
        ("Over for some…", AnswerQuestion(seq, "over for some")),
        ("Not over", AnswerQuestion(seq, "not over")),
    ]


def _page(page: QuestionPage, _: Reader) -> Sequence[AnswerButton]:
    seq = page.question.seq
    return [
        ("True as it is", AnswerQuestion(seq, "true")),
        ("One line to add…", AnswerQuestion(seq, "added")),
        *(
            (f"Take out {NUMBERS[n]}", AnswerQuestion(seq, "taken out", line.ref))
            for n, line in enumerate(page.offered)
        ),
    ]


def _task(page: QuestionPage, _: Reader) -> Sequence[AnswerButton]:
    seq = page.question.seq
    return [
        ("Yes, in 15 min", AnswerQuestion(seq, "in 15")),
        ("Yes, in 30", AnswerQuestion(seq, "in 30")),
        ("No", AnswerQuestion(seq, "no task")),
    ]


def _form(page: QuestionPage, _: Reader) -> Sequence[AnswerButton]:
    return [("Fill in", AnswerQuestion(page.question.seq, "filled"))]


CHOICES: Mapping[QuestionName, Callable[[QuestionPage, Reader], Sequence[AnswerButton]]] = {
    "harm": _harm,
    "why": _why,
    "over": _over,
    "page": _page,
    "form": _form,
    "task": _task,
}
