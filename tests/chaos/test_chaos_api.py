"""Every address of the API, asked by everybody for what its description allows, and for what not (Schemathesis)."""

from pathlib import Path

from parts.asked_api import asking
from parts.chance import Chance


def test_no_question_makes_the_api_fail(tmp_path: Path, chance: Chance) -> None:
    """No 500, no hang, and every answer is of a status, a kind and a shape that the description names."""
    with asking(tmp_path) as one:
        one.everything(examples=3 + chance.rounds // 3, number=chance.seed)
        assert one.wrong == [], "\n".join(one.wrong[:40])
        assert one.asked > 1000
        assert {200, 401, 403, 404, 409, 422} <= one.statuses.keys(), one.statuses
