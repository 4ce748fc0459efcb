"""The addresses under which a directory (Entra ID, Okta …) looks after its people: SCIM 2.0, RFC 7644."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse

from service.access.directory import Directory
from service.access.scim import document
from service.access.scim.change import patch, patch_group, whole
from service.access.scim.group import group_of
from service.access.scim.name import LIST, filter_of
from service.access.scim.patch import operations
from service.access.scim.user import user_of
from service.access.scim.wrong import ScimError, bad
from service.access.trace import actor_of
from service.access.visitor import Visitor
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.api.gate import visitor_of
from service.api.problem import SCIM_MEDIA_TYPE

Resource = dict[str, Any]


def router(directory_of: Callable[[str, Actor], Directory]) -> Addresses:
    """Return the routes; `directory_of` returns the directory of a source, for whoever asks."""
    routes = Addresses(prefix="/scim/v2", tags=["directories"])

    def own(request: Request) -> Directory:
        return _own(directory_of, visitor_of(request))

    Own = Annotated[Directory, Depends(own)]  # noqa: N806 - a type

    @routes.get("/ServiceProviderConfig")
    async def provider(request: Request, _own: Own) -> Response:
        """Return what can be done over SCIM."""
        return _one(document.provider(_address(request)))

    @routes.get("/ResourceTypes")
    async def resource_types(request: Request, _own: Own) -> Response:
        """Return which kinds of resources there are."""
        made = document.resource_types(_address(request))
        return _several(len(made), 1, made)

    @routes.get("/Schemas")
    async def schemas(request: Request, _own: Own) -> Response:
        """Return which attributes are kept."""
        made = document.schemas(_address(request))
        return _several(len(made), 1, made)

    @routes.get("/Users")
    async def users(request: Request, own: Own) -> Response:
        """Return the directory's users, or the one that a filter names; those switched off are among them."""
        skip, most = _paged(request)
        count, found = await own.users(_filter(request), skip=skip, most=most, address=_address(request))
        return _several(count, skip + 1, found)

    @routes.post("/Users")
    async def add_user(request: Request, own: Own) -> Response:
        """Make an account."""
        return _made(await own.add(user_of(await _body(request)), _address(request)))

    @routes.get("/Users/{id}")
    async def user(request: Request, id: str, own: Own) -> Response:  # noqa: A002 - SCIM's word
        """Return one user."""
        return _one(await own.user(id, _address(request)))

    @routes.put("/Users/{id}")
    async def put_user(request: Request, id: str, own: Own) -> Response:  # noqa: A002 - SCIM's word
        """Put a user in the place of the one before."""
        change = whole(await _body(request))
        return _one(await own.change(id, change, matches=_matches(request), address=_address(request)))

    @routes.patch("/Users/{id}")
    async def patch_user(request: Request, id: str, own: Own) -> Response:  # noqa: A002 - SCIM's word
        """Change some of a user; `active: false` ends sessions at once and flags the plans that name her."""
        change = patch(operations(await _body(request)))
        return _one(await own.change(id, change, matches=_matches(request), address=_address(request)))

    @routes.delete("/Users/{id}")
    async def delete_user(request: Request, id: str, own: Own) -> Response:  # noqa: A002 - SCIM's word
        """End an account for good."""
        await own.remove(id, matches=_matches(request), address=_address(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @routes.get("/Groups")
    async def groups(request: Request, own: Own) -> Response:
        """Return the directory's groups, or the one that a filter names."""
        skip, most = _paged(request)
        count, found = await own.groups(
            _filter(request), skip=skip, most=most, address=_address(request), with_members=_with_members(request)
        )
        return _several(count, skip + 1, found)

    @routes.post("/Groups")
    async def add_group(request: Request, own: Own) -> Response:
        """Make a group whose name says which role it gives."""
        return _made(await own.add_group(group_of(await _body(request)), _address(request)))

    @routes.get("/Groups/{id}")
    async def group(request: Request, id: str, own: Own) -> Response:  # noqa: A002 - SCIM's word
        """Return one group."""
        return _one(await own.group(id, _address(request), with_members=_with_members(request)))

    @routes.put("/Groups/{id}")
    async def put_group(request: Request, id: str, own: Own) -> Response:  # noqa: A002 - SCIM's word
        """Put a group in the place of the one before."""
        told = group_of(await _body(request))
        return _one(await own.change_group(id, lambda _: told, matches=_matches(request), address=_address(request)))

    @routes.patch("/Groups/{id}")
    async def patch_group_(request: Request, id: str, own: Own) -> Response:  # noqa: A002 - SCIM's word
        """Change a group's name or members; what they may do follows at once."""
        change = patch_group(operations(await _body(request)))
        await own.change_group(id, change, matches=_matches(request), address=_address(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @routes.delete("/Groups/{id}")
    async def delete_group(request: Request, id: str, own: Own) -> Response:  # noqa: A002 - SCIM's word
        """Do away with a group, and with what it gave."""
        await own.remove_group(id, matches=_matches(request), address=_address(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return routes


async def _body(request: Request) -> Any:
    """Return what was sent; the service's guard has bounded it."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise bad("The body is no JSON.", "invalidSyntax") from None


def _address(request: Request) -> str:
    return f"{request.base_url}scim/v2"


def _matches(request: Request) -> str | None:
    return request.headers.get("if-match")


def _filter(request: Request) -> tuple[str, Any] | None:
    text = request.query_params.get("filter")
    return filter_of(text) if text else None


def _with_members(request: Request) -> bool:
    left_out = request.query_params.get("excludedAttributes", "").casefold().split(",")
    return "members" not in {one.strip() for one in left_out}


def _paged(request: Request) -> tuple[int, int]:
    """Return how many to skip and how many to show; counted from 1, as RFC 7644, 3.4.2.4, has it."""
    numbers = []
    for name, default in (("startIndex", 1), ("count", document.MOST_SHOWN)):
        text = request.query_params.get(name)
        if text is not None and (len(text) > 10 or not text.removeprefix("-").isdecimal() or not text.isascii()):
            raise bad(f"{name} is a whole number.")
        numbers.append(default if text is None else int(text))
    start, count = numbers
    return max(start, 1) - 1, min(max(count, 0), document.MOST_SHOWN)


def _own(directory_of: Callable[[str, Actor], Directory], visitor: Visitor) -> Directory:
    if visitor.source is None:
        raise ScimError(403, "SCIM needs a directory's token: trygg token create NAME --role directory.")
    return directory_of(visitor.source, actor_of(visitor))


def _one(resource: Resource, status: HTTPStatus = HTTPStatus.OK) -> Response:
    version = resource.get("meta", {}).get("version")
    headers = {"Cache-Control": "no-store", **({"ETag": version} if version else {})}
    return JSONResponse(resource, status, headers, media_type=SCIM_MEDIA_TYPE)


def _made(resource: Resource) -> Response:
    made = _one(resource, HTTPStatus.CREATED)
    made.headers["Location"] = resource["meta"]["location"]
    return made


def _several(count: int, start: int, resources: list[Resource]) -> Response:
    return _one(
        {
            "schemas": [LIST],
            "totalResults": count,
            "startIndex": start,
            "itemsPerPage": len(resources),
            "Resources": resources,
        }
    )
