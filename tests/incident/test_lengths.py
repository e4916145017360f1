"""No record holds more words than every page and comparison can bear, in whichever field they stand."""

from dataclasses import replace

import pytest

from bot.incident import facts as f
from bot.incident import lengths
from bot.incident.errors import Refused
from bot.incident.logbook import At
from bot.incident.vocabulary import ROWS
from tests.examples import EXAMPLES
from tests.incident.given import minute

TYPED = [
    (fact, field, lengths.CHARS_MAX[lengths.kind_of(row, field)])
    for row in ROWS
    for fact in EXAMPLES
    if type(fact) is row.kind
    for field in row.typed
]


@pytest.mark.parametrize(("fact", "field", "most"), TYPED, ids=[f"{type(t[0]).__name__}.{t[1]}" for t in TYPED])
def test_every_field_that_people_type_into_has_a_limit(fact: f.Fact, field: str, most: int) -> None:
    full, over = (replace(fact, **{field: "x" * chars}) for chars in (most, most + 1))

    assert [full] == lengths.kept([full])
    with pytest.raises(Refused, match="words_too_long"):
        lengths.kept([At(minute(0), over)])
