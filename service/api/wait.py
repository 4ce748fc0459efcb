"""How somebody who failed too often is told to wait."""

from http import HTTPStatus

from service.access.door import WaitError
from service.api.problem import Problem


def waiting(wrong: WaitError) -> Problem:
    """Return how somebody who failed too often is told to wait."""
    seconds = wrong.wait.total_seconds()
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, "wait", f"Too many failures. Try again in {seconds:.0f} seconds.")
