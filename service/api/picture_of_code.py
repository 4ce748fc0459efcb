"""A text as a QR code, as data: a page draws it, and nothing is loaded from anywhere."""

from typing import Any

import segno


def squares(text: str) -> dict[str, Any]:
    """Return a QR code: `size` in squares with its quiet edge, and the dark ones as an SVG `path`."""
    code = segno.make_qr(text, error="m")
    rows = list(code.matrix_iter(border=4))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"size": len(rows), "path": path}
