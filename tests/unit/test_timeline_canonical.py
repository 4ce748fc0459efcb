"""The canonical form: one value, one text, whoever writes it."""

import json
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.alarm.states import State
from service.timeline.canonical import LARGEST_INTEGER, canonical

thorough = settings.default is not None and settings.default.max_examples > 100  # `--hypothesis-profile=thorough`
few = settings() if thorough else settings(max_examples=30)
keys = st.text(st.characters(max_codepoint=127), max_size=6)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-LARGEST_INTEGER, LARGEST_INTEGER), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)


@few
@given(value=values)
def test_it_is_json_and_loses_nothing(value: Any) -> None:
    """The canonical text is JSON in UTF-8 that reads back as the same value and is written the same way again."""
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@few
@given(value=st.dictionaries(keys, values, min_size=2, max_size=5))
def test_the_order_of_keys_does_not_matter(value: dict[str, Any]) -> None:
    """Two objects with the same members have the same text, in whatever order they were made."""
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@few
@given(one=values, other=values)
def test_different_values_have_different_texts(one: Any, other: Any) -> None:
    """No two different values share a text; true is not 1."""
    assert (canonical(one) == canonical(other)) == (
        json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    )


def test_the_spelling_is_that_of_rfc_8785() -> None:
    """Short escapes where JSON has them, lower-case hexadecimal elsewhere, everything else as it is, no white space."""
    value = {"b": [True, None, -1], "a": "\u20ac$\u000f\nA'B\"\\/\u007f\u2028åß😂"}
    assert canonical(value).decode() == '{"a":"€$\\u000f\\nA\'B\\"\\\\/\u007f\u2028åß😂","b":[true,null,-1]}'
    assert canonical("\b\t\n\f\r") == b'"\\b\\t\\n\\f\\r"'
    assert canonical(State.RAISED) == b'"raised"'
    assert canonical((1, 2)) == canonical([1, 2])


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        1.0,
        math.nan,
        math.inf,
        LARGEST_INTEGER + 1,
        -LARGEST_INTEGER - 1,
        "\ud800",
        "\udfff and more",
        b"bytes",
        {1, 2},
        Decimal("0.5"),
        {"å": 1},
        {1: 2},
        {"\ud800": 1},
        {None: 1},
    ],
    ids=ascii,
)
@pytest.mark.parametrize(
    "wrap", [lambda v: v, lambda v: [v], lambda v: {"deep": [{"er": v}]}], ids=["bare", "list", "deep"]
)
def test_what_is_ambiguous_is_refused(value: Any, wrap: Any) -> None:
    """Floats, integers beyond 2**53 - 1, half characters and whatever is not JSON are refused, however deep."""
    with pytest.raises(ValueError, match="timeline"):
        canonical(wrap(value))
