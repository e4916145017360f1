"""A reply as Slack shows it: its words in sections, its choices as buttons, its page, or the form that it wants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from bot.grammar import ExportForm
from bot.incident.policy import Policy
from bot.render.out.file import DocumentFile, exported
from bot.render.out.pdf import NoTypeSetter
from bot.render.words import Told, Words
from bot.requests.documents import Page
from bot.requests.people.directory import Directory
from bot.requests.reply import Reply, in_words
from bot.requests.request import Request
from bot.requests.wording import Wording
from bot.slack.messages import buttons, documents, forms
from bot.slack.messages import message as m
from bot.slack.messages.message import SlackMessage


@dataclass(frozen=True, slots=True)
class ShownReply:
    """What Slack is given for a reply: a message, a form, or why a form that was sent stays open, by block_id.

    `file` goes to whoever asked in a direct message, beside the message that announces it.
    """

    outgoing: SlackMessage | None = None
    file: DocumentFile | None = None
    form: Mapping[str, Any] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """Renders replies for whoever asked. One instance for everything that comes in from Slack."""

    words: Words
    directory: Directory
    policy: Policy

    def shown(
        self, request: Request, reply: Reply, *, opens_forms: bool = False, view: Mapping[str, Any] | None = None
    ) -> ShownReply:
        """The reply; where no form can be opened, a button that opens it instead, with what was typed kept.

        `view` is the form that was sent, if one was.
        """
        if reply.errors:
            reader, first = self.directory.reader(request.user), _first_line(view or {"blocks": []})
            return ShownReply(
                errors={
                    line or first: self.words.text(why.name, reader=reader, **why.values)
                    for line, why in reply.errors.items()
                }
            )
        if reply.form is not None and opens_forms:
            return ShownReply(form=forms.view(reply.form, request, policy=self.policy))
        if reply.file is not None:
            return self._as_file(request, reply, reply.file)
        return ShownReply(outgoing=self.outgoing(request, reply))

    def _as_file(self, request: Request, reply: Reply, form: ExportForm) -> ShownReply:
        told = reply.playbook or cast("Page[Told]", reply.page).document
        reader = self.directory.reader(request.user)
        try:
            made = exported(told, form, words=self.words, reader=reader, glance=reply.glance, stand_in=reply.stand_in)
        except NoTypeSetter:
            return ShownReply(outgoing=self.outgoing(request, in_words("refused/no_pdf")))
        return ShownReply(outgoing=self.outgoing(request, reply), file=made)

    def outgoing(self, request: Request, reply: Reply) -> SlackMessage:
        """The reply as a message, also where one can hold no form."""
        outgoing = self._unremarked(request, reply)
        return (
            m.remarked(outgoing, [self._said(request, remark) for remark in reply.remarks])
            if reply.remarks
            else outgoing
        )

    def _unremarked(self, request: Request, reply: Reply) -> SlackMessage:
        reader = self.directory.reader(request.user)
        if reply.page is not None and reply.file is None:
            shown = documents.drawn(reply.page, words=self.words, reader=reader)
            return m.with_widgets(shown, buttons.rows(reply.choices))
        if reply.form is not None and not reply.lines:
            view = forms.view(reply.form, request, policy=self.policy)
            return m.with_widgets(
                m.form_button(self.words, view, request.text, reader=reader), buttons.rows(reply.choices)
            )
        foot = self._said(request, reply.foot) if reply.foot else ""
        said = "\n".join(self._said(request, line) for line in reply.lines)
        return m.outgoing(said, widgets=buttons.rows(reply.choices), foot=foot)

    def _said(self, request: Request, wording: Wording) -> str:
        return self.words.slack(wording.name, reader=self.directory.reader(request.user), **wording.values)


def _first_line(view: Mapping[str, Any]) -> str:
    """The first line of a form in which words stand, else the first of all; empty for a form without lines."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    in_words = [block for block in inputs if block["element"]["type"] == "plain_text_input"]
    return str((in_words or inputs or [{"block_id": ""}])[0]["block_id"])
