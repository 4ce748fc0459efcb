"""The recordings that calls play, for whoever asks: the provider sends no secret when it fetches them."""

import asyncio
from http import HTTPStatus
from typing import Annotated

from fastapi import Path, Response

from service.addresses import Addresses
from service.api.problem import Problem
from service.notify.voice.shelf import Shelf


def router(shelf: Shelf | None) -> Addresses:
    """Return the route; without a shelf there is nothing at its address."""
    routes = Addresses(prefix="/routes/voice/sounds", tags=["routes"])

    @routes.get("/{language}/{sound}")
    async def recording(
        language: Annotated[str, Path(max_length=8)], sound: Annotated[str, Path(max_length=100)]
    ) -> Response:
        """Return a recording. Nothing that not everybody may hear is in one."""
        found = await asyncio.to_thread(shelf.recording, language, sound) if shelf is not None else None
        if found is None:
            raise Problem(HTTPStatus.NOT_FOUND, "no_such_address", "There is nothing at this address.")
        return Response(found.content, media_type=found.kind, headers={"Cache-Control": "public, max-age=86400"})

    return routes
