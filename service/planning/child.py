"""The process that answers: reads questions from its standard input, writes answers to its standard output.

It has no part in an alarm: it is started when somebody asks, has the lowest priority and bounded memory, and ends with
the service. Run as `python -m service.planning.child`.
"""

import gc
import json
import sys
import traceback
from http import HTTPStatus
from typing import BinaryIO

from service.planning.answer import answer
from service.planning.aside import stand_back
from service.planning.frame import HEAD, LARGEST, pack, problem


def main() -> int:
    """Answer until nobody asks any more."""
    stand_back()
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing but answers goes there
    translations = json.loads(_frame(questions) or b"{}")
    while (asked := _frame(questions)) is not None:
        try:
            status, body = answer(json.loads(asked), translations)
        except (MemoryError, RecursionError):
            status, body = _too_much()
        except Exception:
            traceback.print_exc()
            detail = "This could not be worked out, which is a fault of Trygg; its log says more."
            status, body = problem(HTTPStatus.INTERNAL_SERVER_ERROR, "analysis_failed", detail)
        if len(body) > LARGEST:
            status, body = _too_much()
        answers.write(pack(status, body))
        answers.flush()
        gc.collect()
    return 0


def _too_much() -> tuple[int, bytes]:
    detail = "This plan is too large to be worked out here; ask about fewer weeks, or use trygg plan coverage."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "too_much_work", detail)


def _frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    size, _ = HEAD.unpack(head)
    body = stream.read(size)
    return body if len(body) == size else None


if __name__ == "__main__":
    raise SystemExit(main())
