"""The process in which one document becomes a PDF: a request on stdin, the PDF on stdout, words on stderr.

It reads nothing but its own templates and fonts, has no network to ask, and ends by itself when it takes too long.
"""

import json
import resource
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

HERE: Final = Path(__file__).parent
TEMPLATES: Final = HERE / "typst"
FONTS: Final = HERE / "fonts"
MOST_SECONDS: Final = 20
MOST_BYTES: Final = 2_000_000_000


def compiler_of(template: str, document: Mapping[str, Any]) -> typst.Compiler:
    """Return what sets a document in the form of a template, with the fonts that come with Trygg and no others."""
    return typst.Compiler(
        input=TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS]),
        sys_inputs={"document": json.dumps(document, ensure_ascii=False)},
    )


def main() -> int:
    """Compile one document.

    The same request gives the same bytes: only fonts that come with Trygg are used, and the time is in the request.
    A PDF/UA-1 needs a shape for every letter. Where none of the fonts has one, the PDF is tagged but does not claim to
    be PDF/UA-1: a name with a picture in it must not keep a plan from the wall.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    request = json.load(sys.stdin.buffer)
    compiler = compiler_of(request["template"], request["document"])
    at = datetime.fromisoformat(request["at"])
    try:
        made = compiler.compile(format="pdf", timestamp=at, pdf_standards="ua-1")
    except typst.TypstError as reason:
        if "could not be displayed" not in reason.message:
            raise
        made = compiler.compile(format="pdf", timestamp=at)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
