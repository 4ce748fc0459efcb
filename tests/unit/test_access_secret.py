"""Secrets: shown once, kept as a digest."""

import pytest

from service.access.secret import LONGEST, digest, fits, id_of, make


def test_a_secret_fits_its_digest_and_no_other() -> None:
    """Only the very text that was made is let in."""
    one, other = make(), make()
    assert fits(one.text, one.digest)
    assert not fits(other.text, one.digest)
    assert id_of(one.text) == one.id != other.id


def test_a_secret_is_not_shown_by_accident() -> None:
    """Its representation, which may stand in a log, holds nothing to be let in with."""
    made = make()
    assert made.text not in repr(made)
    assert made.text not in made.digest


@pytest.mark.parametrize(
    "text", ["", "trygg", "trygg__x", "trygg_x_", "other_a_b", "trygg_å_b", "trygg_a_" + "b" * LONGEST]
)
def test_what_is_no_secret_has_no_id(text: str) -> None:
    """Strange input is no secret of ours."""
    assert id_of(text) is None
    assert not fits(text, digest("something else"))
