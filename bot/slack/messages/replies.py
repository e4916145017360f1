"""A reply as Slack shows it: its words in sections, its choices as buttons, its page, or the form that it wants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.incident.policy import Policy
from bot.render.words import Words
from bot.requests.directory import Directory
from bot.requests.reply import Reply
from bot.requests.request import Request
from bot.requests.wording import Wording
from bot.slack.messages import buttons, documents, forms
from bot.slack.messages import message as m
from bot.slack.messages.message import Face


@dataclass(frozen=True, slots=True)
class Shown:
    """What Slack is given for a reply: a message, a form, or why a form that was sent stays open, by block_id."""

    face: Face | None = None
    form: Mapping[str, Any] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """Renders replies for whoever asked. One instance for everything that comes in from Slack."""

    words: Words
    directory: Directory
    policy: Policy

    def shown(self, request: Request, reply: Reply, *, opens_forms: bool = False) -> Shown:
        """The reply; where no form can be opened, a button that opens it instead, with what was typed kept."""
        if reply.errors:
            voice = self.directory.voice(request.user)
            errors = {line: self.words.text(why.name, voice=voice, **why.values) for line, why in reply.errors.items()}
            return Shown(errors=errors)
        if reply.form is not None and opens_forms:
            return Shown(form=forms.view(reply.form, request, policy=self.policy))
        return Shown(face=self.face(request, reply))

    def face(self, request: Request, reply: Reply) -> Face:
        """The reply as a message, also where one can hold no form."""
        face = self._unremarked(request, reply)
        return m.remarked(face, [self._said(request, remark) for remark in reply.remarks]) if reply.remarks else face

    def _unremarked(self, request: Request, reply: Reply) -> Face:
        voice = self.directory.voice(request.user)
        if reply.page is not None:
            return documents.drawn(reply.page, words=self.words, voice=voice)
        if reply.form is not None:
            view = forms.view(reply.form, request, policy=self.policy)
            return m.form_button(self.words, view, request.text, voice=voice)
        foot = self._said(request, reply.foot) if reply.foot else ""
        said = "\n".join(self._said(request, line) for line in reply.lines)
        return m.face(said, widgets=buttons.rows(reply.choices), foot=foot)

    def _said(self, request: Request, wording: Wording) -> str:
        return self.words.slack(wording.name, voice=self.directory.voice(request.user), **wording.values)

    def beside(self, request: Request, reply: Reply, view: Mapping[str, Any]) -> Shown | None:
        """The words beside the form's first input, so that it stays open with all that was typed; None without one."""
        inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
        voice = self.directory.voice(request.user)
        said = " ".join(self.words.text(line.name, voice=voice, **line.values) for line in reply.lines)
        return Shown(errors={inputs[0]: said}) if inputs else None
