"""A document → a PDF, in a child process with a time limit: whatever a plan's text does, it does it there."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from service.settings import environment_of_children
from service.web.print.document import Sheet

MOST_SECONDS: Final = 30.0
"""How long somebody waits for a PDF at most; one takes well under a second."""


class TypesetError(Exception):
    """The PDF could not be made; the text says why."""


def typeset(template: Sheet, document: Mapping[str, Any], at: datetime, *, most: float = MOST_SECONDS) -> bytes:
    """Return a document as a PDF with a creation time; the same document and time give the same bytes.

    The document reaches the template as data (JSON), never as a part of its code.

    Args:
        template: which kind of document it is.
        document: what `cards`, `wall`, `figures` or `export/as_pdf` made.
        at: the creation time that stands in the PDF.
        most: seconds after which the child is ended.

    Raises:
        TypesetError: it took too long, or the child could not make it.
    """
    request = {"template": template, "document": document, "at": at.astimezone(UTC).replace(microsecond=0).isoformat()}
    command = [sys.executable, "-m", "service.web.print.child"]
    try:
        done = subprocess.run(  # noqa: S603  our own module, in our own Python
            command,
            input=json.dumps(request).encode(),
            env=environment_of_children(),
            capture_output=True,
            timeout=most,
            check=False,
        )
    except subprocess.TimeoutExpired:
        message = f"The PDF was not ready within {most:g} seconds; its texts are too long."
        raise TypesetError(message) from None
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise TypesetError(f"The PDF could not be made: {said[-1] if said else f'exit code {done.returncode}'}")
    return done.stdout
