"""The page: what was text stays text, and every record can be reached from it."""

from bot.render.out import html


def test_html_in_a_document_stays_text() -> None:
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in html.page("<script>alert(1)</script>", "Brief")


def test_a_title_stays_text() -> None:
    assert "<title>INC-42 &lt;b&gt;</title>" in html.page("", "INC-42 <b>")


def test_a_dangerous_address_becomes_no_link() -> None:
    assert "<a " not in html.page("[press](javascript:alert(1))", "Brief").partition("<main>")[2]


def test_a_record_is_linked() -> None:
    text = html.page("It began. [6]\n\n[6]: https://acme.slack.com/archives/C42/p1", "Brief")

    assert '<a href="https://acme.slack.com/archives/C42/p1">6</a>' in text


def test_a_table_becomes_a_table() -> None:
    assert "<td>EUR 60,000</td>" in html.page("| figure |\n| --- |\n| EUR 60,000 |", "Summary")


def test_dollars_in_a_document_are_no_placeholders() -> None:
    assert "<p>It costs $title and $100.</p>" in html.page("It costs $title and $100.", "Brief")


def test_the_page_can_be_printed() -> None:
    assert "@media print" in html.page("", "Brief")
