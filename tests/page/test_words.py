"""What people and apps write comes out as text, with Slack's own markup and nothing beside it."""

import time

import pytest

from tests.workspace.conftest import MORNING
from workspace.page import words
from workspace.people.mrkdwn import Reader
from workspace.people.screen import reader_of
from workspace.server import LocalSlack

CHARS = 3_000
SOME_OVERHEAD = 9
LINK = '<a href="https://a.example/x" target="_blank" rel="noopener noreferrer">'


@pytest.fixture
def reader(slack: LocalSlack) -> Reader:
    return reader_of(slack.world, slack.world.directory.handles["leo"])


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _it_ ~no~", "<strong>bold</strong> <em>it</em> <s>no</s>"),
        ("_a *b* c_", "<em>a <strong>b</strong> c</em>"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("`*x*`", "<code>*x*</code>"),
        ("```a\n<b>```", "<pre>a\n&lt;b&gt;</pre>"),
        ("&gt; so\n&gt; it is", "<blockquote>so<br>it is</blockquote>"),
        ("<https://a.example/x|here>", f"{LINK}here</a>"),
        ("<javascript:alert(1)|here>", "here"),
        ("<!here> :pushpin:", '<span class="mention">@here</span> 📌'),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("\0001\0", "\ufffd1\ufffd"),
    ],
)
def test_mrkdwn(reader: Reader, text: str, html: str) -> None:
    assert html == words.mrkdwn(text, reader)


@pytest.mark.parametrize("text", ["<{0}|11:00>", "<!date^1778749200^{{time}}^{0}|11:00>"], ids=["link", "hour"])
def test_a_message_of_this_workspace_stands_on_the_page_itself(reader: Reader, text: str) -> None:
    said = words.mrkdwn(text.format("https://local-slack.slack.com/archives/C1/p1778749200000420"), reader)

    assert said.startswith('<a href="?in=C1" data-open="C1" data-message="1778749200.000420" data-root="">')


def test_whoever_reads_sees_their_own_name_marked(reader: Reader) -> None:
    assert '<span class="mention me">@leo</span>' == words.mrkdwn(f"<@{reader.user_id}>", reader)


def test_a_date_is_told_in_the_readers_zone(reader: Reader) -> None:
    said = words.mrkdwn(f"<!date^{int(MORNING.timestamp())}^{{time}}|at nine>", reader)

    assert "<time>11:00</time>" == said


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Brief", '<h3 class="h1">Brief</h3>'),
        ("**a** ~~b~~", "<strong>a</strong> <s>b</s>"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("![p](https://a.example/x)", f"{LINK}🖼 p</a>"),
        ("|a|b|\n|-|-|\n|1|2|", "<td>2</td>"),
    ],
)
def test_markdown(reader: Reader, text: str, html: str) -> None:
    assert html in words.markdown(text, reader)


@pytest.mark.parametrize("unit", ["*a ", "*", "<", "`", "> "])
def test_four_times_the_text_takes_about_four_times_as_long(reader: Reader, unit: str) -> None:
    """Of the processor, whatever else this machine does; by looking again at each mark it would be sixteen times."""

    def took(chars: int) -> float:
        began = time.thread_time()
        words.mrkdwn(unit * (chars // len(unit)), reader)
        return time.thread_time() - began

    assert SOME_OVERHEAD * min(took(CHARS) for _ in range(3)) > min(took(4 * CHARS) for _ in range(3))
