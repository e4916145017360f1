"""The page: what was text stays text, and every record can be reached from it."""

import base64
import hashlib
import re

from bot.render.out import html


def test_html_in_a_document_stays_text() -> None:
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in html.page("<script>alert(1)</script>", "Brief")


def test_a_title_stays_text() -> None:
    assert "<title>INC-42 &lt;b&gt;</title>" in html.page("", "INC-42 <b>")


def test_a_dangerous_address_becomes_no_link() -> None:
    assert "<a " not in html.page("[press](javascript:alert(1))", "Brief").partition("<main>")[2]


def test_a_record_is_linked() -> None:
    text = html.page("It began. [6]\n\n[6]: https://acme.slack.com/archives/C42/p1", "Brief")

    assert '<a href="https://acme.slack.com/archives/C42/p1" class="cited">6</a>' in text


def test_the_number_of_a_source_begins_no_line() -> None:
    address = "https://acme.slack.com/archives/C42/p1"
    text = html.page(f"It began. [6] [7] See [it](https://acme.example).\n\n[6]: {address}6\n[7]: {address}7", "Brief")
    apart = "\N{NO-BREAK SPACE}"

    six, seven = (f'<a href="{address}{number}" class="cited">{number}</a>' for number in (6, 7))
    assert f"It began.{apart}{six}{apart}{seven} See <a" in text


def test_a_source_is_small_in_a_table_too_and_an_hour_that_leads_to_its_record_is_an_hour() -> None:
    row = "| [11:00][1] | 30 shops [1] [m2] |\n\n[1]: https://acme.slack.com/archives/C1/p1\n[m2]: /archives/C1/p2"
    text = html.page(f"| hour | what |\n| --- | --- |\n{row}", "Summary")

    assert [("", "11:00"), (' class="cited"', "1"), (' class="cited"', "m2")] == re.findall(
        r'<a href="[^"]+"( class="cited")?>(.+?)</a>', text
    )


def test_a_table_becomes_a_table() -> None:
    assert "<td>EUR 60,000</td>" in html.page("| figure |\n| --- |\n| EUR 60,000 |", "Summary")


def test_dollars_in_a_document_are_no_placeholders() -> None:
    assert "<p>It costs $title and $100.</p>" in html.page("It costs $title and $100.", "Brief")


def test_the_page_can_be_printed() -> None:
    assert "@media print" in html.page("", "Brief")


STEPS = "# INC-42\n\nIn short\n\n## Step 1\n\n### Believed\n\n- the disk <b>\n\n## Step 2\n\nIt costs $title\n"


def test_step_by_step_every_heading_begins_a_section_and_text_stays_text() -> None:
    shown = html.step_by_step(STEPS, "INC-42 <b>")
    sections = re.findall(r"<section>(.*?)</section>", shown, re.DOTALL)

    assert ["INC-42", "Step 1", "Step 2"] == [re.findall(r"<h[12]>(.*?)</h", one)[0] for one in sections]
    assert "the disk &lt;b&gt;" in sections[1]
    assert "It costs $title" in sections[2]
    assert "<title>INC-42 &lt;b&gt;</title>" in shown


def test_step_by_step_no_script_runs_but_its_own() -> None:
    shown = html.step_by_step(STEPS, "INC-42")
    (script,) = re.findall(r"<script>(.*?)</script>", shown, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in shown
    assert "http" not in shown.replace("http-equiv", "")


def test_step_by_step_without_a_script_it_is_a_list_and_printed_a_step_a_page() -> None:
    shown = html.step_by_step(STEPS, "INC-42")

    assert "<nav hidden" in shown
    assert ".steps section:not(.now) { display: none; }" in shown  # `steps` is put there by the script alone
    assert "section + section { break-before: page;" in shown


def test_a_cell_of_a_table_with_many_columns_knows_its_head_and_one_of_few_needs_none() -> None:
    many = "| role | due | on time | late | silence |\n|---|---|---|---|---|\n| logs | 5 | 2 | | <b> |\n"
    shown = html.page(f'{many}\n\n| hour | "what" |\n|---|---|\n| 11:00 | seen |\n', "Summary")

    assert '<td data-head="on time">2</td>' in shown
    assert '<td data-head="silence">&lt;b&gt;</td>' in shown
    assert "<td>seen</td>" in shown


def test_a_part_of_the_brief_is_found_at_a_glance_and_what_somebody_typed_is_none() -> None:
    shown = html.page("**1. Executive summary.** It goes on.\n\n\\*\\*2. no part\\*\\*", "Brief")

    assert '<p class="part"><strong>1. Executive summary.</strong> It goes on.</p>' in shown
    assert "<p>**2. no part**</p>" in shown


def test_the_line_in_bold_that_a_page_begins_with_is_its_heading_once() -> None:
    shown = html.page("**INC-42 · Late \\*\\* \\<b\\> · SEV2**\n\n**Now**\n\n**1. Summary.** It goes on.", "Brief")

    assert re.findall(r"<h1>.*?</h1>", shown) == ["<h1>INC-42 · Late ** &lt;b&gt; · SEV2</h1>"]
    assert "<p><strong>Now</strong></p>" in shown
    assert "<h1>" not in html.page("**1. Summary.** It goes on. **Late**", "Brief")
    assert html.page("# INC-42\n\n**SEV2**", "Summary", beside="**0 min**").count("<h1>") == 1
