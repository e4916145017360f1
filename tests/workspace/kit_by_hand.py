"""Small sound pieces of Block Kit, written by hand, into which a test puts the one thing it is about."""

from typing import Any

from workspace.spec.blockkit import Surface, faults_in_blocks

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    return {"type": "mrkdwn", "text": text}


def is_address(at: str) -> bool:
    """Whether what stands at this pointer has to be one."""
    return at.endswith(("/url", "/image_url"))


def filled(at: str, chars: int) -> str:
    return ("https://example.org/" if is_address(at) else "").ljust(chars, "x")


def section(**fields: Any) -> Json:
    return {"type": "section", **({"text": mrkdwn()} | fields)}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def field(element: Json, **fields: Any) -> Json:
    return {"type": "input", "label": plain(), "element": element} | fields


def button(**fields: Any) -> Json:
    return {"type": "button", "text": plain()} | fields


def option(**fields: Any) -> Json:
    return {"text": plain(), "value": "v"} | fields


def select(**fields: Any) -> Json:
    return {"type": "static_select", "options": [option()]} | fields


def menu(kind: str, *options: Json) -> Json:
    return {"type": kind, "options": list(options)}


def confirmed(**fields: Any) -> Json:
    dialog = {"title": plain(), "text": mrkdwn(), "confirm": plain("Yes"), "deny": plain("No")}
    return actions(button(confirm=dialog | fields))


def image(**fields: Any) -> Json:
    return {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a"} | fields


def card(**fields: Any) -> Json:
    return {"type": "card"} | fields


def table(columns: int, rows: int = 1) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def data_table(columns: int, rows: int = 2) -> Json:
    return table(columns, rows) | {"type": "data_table", "caption": "x"}


def container(**fields: Any) -> Json:
    return {"type": "container", "title": plain(), "child_blocks": [{"type": "divider"}]} | fields


def video(**fields: Any) -> Json:
    return {"type": "video", "alt_text": "a", "title": plain(), "video_url": "u", "thumbnail_url": "t"} | fields


def pie(title: str = "x", segments: int = 1, label: str = "l") -> Json:
    chart = {"type": "pie", "segments": [{"label": label, "value": 1}] * segments}
    return {"type": "data_visualization", "title": title, "chart": chart}


def modal(**fields: Any) -> Json:
    return {"type": "modal", "title": plain(), "blocks": []} | fields


def faults(*blocks: Json, surface: Surface = "message") -> list[str]:
    return faults_in_blocks(list(blocks), surface=surface)
