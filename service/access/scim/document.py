"""What Trygg says of itself to a directory: what it can do, and which attributes it keeps (RFC 7643, 5 to 7)."""

from typing import Any, Final

from service.access.scim.name import GROUP, TRYGG, USER

MOST_SHOWN: Final = 200
"""Resources in one answer."""


def provider(address: str) -> dict[str, Any]:
    """Return what can be done."""
    no = {"supported": False}
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": {"supported": True},
        "bulk": {**no, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MOST_SHOWN},
        "changePassword": no,
        "sort": no,
        "etag": {"supported": True},
        "authenticationSchemes": [
            {"type": "oauthbearertoken", "name": "Token", "description": "trygg token create NAME --role directory"}
        ],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{address}/ServiceProviderConfig"},
    }


def resource_types(address: str) -> list[dict[str, Any]]:
    """Return the kinds of resources."""

    def one(name: str, schema: str, *extensions: str) -> dict[str, Any]:
        return {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": name,
            "name": name,
            "endpoint": f"/{name}s",
            "schema": schema,
            "schemaExtensions": [{"schema": urn, "required": False} for urn in extensions],
            "meta": {"resourceType": "ResourceType", "location": f"{address}/ResourceTypes/{name}"},
        }

    return [one("User", USER, TRYGG), one("Group", GROUP)]


def schemas(address: str) -> list[dict[str, Any]]:
    """Return what is kept of each kind."""

    def one(id_: str, name: str, *attributes: dict[str, Any]) -> dict[str, Any]:
        return {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": id_,
            "name": name,
            "attributes": list(attributes),
            "meta": {"resourceType": "Schema", "location": f"{address}/Schemas/{id_}"},
        }

    value, display = _text("value"), _text("display")
    parts = [_text("formatted"), _text("givenName"), _text("familyName")]
    return [
        one(
            USER,
            "User",
            _text("userName", required=True, unique="server"),
            _text("displayName"),
            _attribute("name", "complex", subAttributes=parts),
            _attribute("active", "boolean"),
            _attribute("groups", "complex", many=True, mutable="readOnly", subAttributes=[value, display]),
        ),
        one(
            GROUP,
            "Group",
            _text("displayName", required=True, unique="server"),
            _attribute("members", "complex", many=True, subAttributes=[value, display]),
        ),
        one(TRYGG, "Trygg", _text("persons")),
    ]


def _text(name: str, *, required: bool = False, unique: str = "none") -> dict[str, Any]:
    return _attribute(name, "string", required=required, unique=unique)


def _attribute(
    name: str,
    kind: str,
    *,
    many: bool = False,
    required: bool = False,
    unique: str = "none",
    mutable: str = "readWrite",
    **more: Any,
) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "multiValued": many,
        "required": required,
        "caseExact": False,
        "mutability": mutable,
        "returned": "default",
        "uniqueness": unique,
        **more,
    }
