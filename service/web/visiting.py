"""Who looks at a page."""

from fastapi import Request

from service.access.visitor import OPEN, Visitor


def visitor_at(request: Request) -> Visitor:
    """Return who is there; where nobody guards the pages (a test's stage) anybody."""
    visitor: Visitor = getattr(request.state, "visitor", None) or OPEN
    return visitor
