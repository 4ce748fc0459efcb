"""What a list is asked for in its address: what is wrong stands for nothing, and is said."""

import pytest
from fastapi import Request

from service.web.asked import Asked


def _asked(query: str) -> Asked:
    return Asked(request=Request({"type": "http", "query_string": query.encode(), "headers": []}))


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "november", "2026-1", "26-11", "2026-11-01", "9999-01"])
def test_a_month_that_is_none_is_said(month: str) -> None:
    """It is not looked for, as if there were nothing in it."""
    asked = _asked(f"month={month}")
    assert asked.month("month") == ""
    assert asked.status == 422
    assert "2026-11" in asked.wrong["month"]


@pytest.mark.parametrize("position", ["0", "-1", "x", "", "1e9", "1" * 81])
def test_a_page_that_begins_nowhere_is_said(position: str) -> None:
    """Neither is the first page shown as if it were that one."""
    asked = _asked(f"before={position}")
    assert asked.position("before") is None
    assert list(asked.wrong) == ["before"]


def test_what_is_right_is_what_was_asked_for() -> None:
    """And what is not asked for is nothing at all."""
    asked = _asked("month=2026-11&mode=drill&kind=assist&before=17")
    assert (asked.month("month"), asked.choice("mode", {"drill"}), asked.word("kind")) == ("2026-11", "drill", "assist")
    assert (asked.position("before"), asked.position("after"), asked.word("zone")) == (17, None, "")
    assert (asked.wrong, asked.status) == ({}, 200)
    assert asked.choice("mode", {"actual"}) == ""
    assert _asked("zone=" + "x" * 81).word("zone") == ""
    assert asked.status == 422
