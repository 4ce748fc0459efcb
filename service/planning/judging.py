"""The process that judges one text: a question as JSON on its standard input, the answer on its standard output."""

import json
import sys

from service.planning.aside import stand_back


def main() -> None:
    """Answer the one question, giving way to everything else on the machine and ending with the service."""
    stand_back()
    question = json.load(sys.stdin)
    from service.planning.judge import judge  # noqa: PLC0415 - read first, so that a bad question costs nothing

    json.dump(judge(question), sys.stdout)


if __name__ == "__main__":
    main()
