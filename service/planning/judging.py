"""The process that judges one text: a question as JSON on its standard input, the answer on its standard output."""

import contextlib
import json
import os
import sys


def main() -> None:
    """Answer the one question, giving way to everything else on the machine."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(10)
    question = json.load(sys.stdin)
    from service.planning.judge import judge  # noqa: PLC0415 - read first, so that a bad question costs nothing

    json.dump(judge(question), sys.stdout)


if __name__ == "__main__":
    main()
