"""The data sheet: what this very service stores, how long, who may see it, and what leaves the building. Pure.

Made from the running settings, so that what a data protection officer or a union reads is what is so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from roles.sentence import N_, Translate
from service.access.rights import MAY, Role
from service.privacy.kept import days_kept
from service.privacy.kinds import KINDS, NEVER, Kind
from service.settings import Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaves:
    """Something that leaves the building."""

    what: str
    to: tuple[str, ...]
    """Receivers, providers or hosts, as the settings name them; never an address of a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """One kind of data as this service stores it."""

    kind: Kind
    days: int | None
    """For how long it is kept; None where nobody has decided, or where its time is no setting."""
    offices: Mapping[str, int | None]
    """Offices that keep it for another time by a decision of their own."""
    roles: tuple[Role, ...]
    """Which roles may see it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The whole data sheet."""

    database: str
    stored: tuple[Stored, ...]
    leaves: tuple[Leaves, ...]
    decision: str | None = None
    """Which decision the times follow, as the settings name it."""
    offices: Mapping[str, str] = field(default_factory=dict)
    """Offices that have decided for themselves, and by which decision."""
    never: tuple[str, ...] = NEVER


BY_ROUTE: Final[Mapping[str, str]] = {
    "push": N_("A notification on a telephone, encrypted for that telephone."),
    "sms": N_("Text messages: what is needed to come, and a link by which to answer."),
    "voice": N_("Calls: the same, spoken."),
    "email": N_("Mail: the same, written."),
    "webhook": N_("A message to another system of yours."),
    "alarm_centre": N_("An alarm to an alarm receiving centre."),
    "cap": N_("An alarm to other public offices (CAP)."),
    "other": N_("A message over another service that you have chosen."),
}
"""What leaves over each route."""

LOGIN: Final = N_("Logging in through the agency's identity provider.")
SILENCE: Final = N_("A sign each minute that all is well. No person is in it.")
BROKER: Final = N_("Presses and answers pass through a broker that is not Trygg's own.")
OPERATORS: Final = {"sqlite": N_("In a file on the computer that runs Trygg."), "postgresql": N_("In PostgreSQL.")}


def sheet_of(settings: Settings, routes: Mapping[str, Sequence[str]]) -> Sheet:
    """Return the data sheet of a service.

    Args:
        settings: the running ones.
        routes: every route that is set up → the names of its receivers or its provider.
    """
    engine = "sqlite" if settings.store_url.startswith("sqlite") else "postgresql"
    return Sheet(
        database=OPERATORS[engine],
        stored=tuple(_stored(one, settings) for one in KINDS),
        leaves=tuple(_leaves(settings, routes)),
        decision=settings.retention_decision,
        offices={office: keeps.decision for office, keeps in sorted(settings.offices_keep.items())},
    )


def as_json(sheet: Sheet, t: Translate) -> dict[str, Any]:
    """Return a sheet as JSON values, its texts in one language."""
    return {
        "database": t(sheet.database),
        "decision": sheet.decision,
        "offices": dict(sheet.offices),
        "stored": [
            {
                "kind": one.kind.id,
                "title": t(one.kind.title),
                "what": t(one.kind.what),
                "why": t(one.kind.why),
                "days": one.days,
                "offices": dict(one.offices),
                "settings": list(one.kind.settings),
                "fate": one.kind.fate,
                "end": t(one.kind.end),
                "where": [*one.kind.tables, *one.kind.files],
                "seen_by": [role.value for role in one.roles],
            }
            for one in sheet.stored
        ],
        "leaves": [{"what": t(one.what), "to": list(one.to)} for one in sheet.leaves],
        "never": [t(one) for one in sheet.never],
    }


def _stored(kind: Kind, settings: Settings) -> Stored:
    days = days_kept(settings, kind)
    own = {office: days_kept(settings, kind, office) for office in sorted(settings.offices_keep)}
    roles = tuple(role for role in Role if MAY[role] & set(kind.seen_by))
    offices = {office: many or None for office, many in own.items() if many != days}
    return Stored(kind=kind, days=days or None, offices=offices, roles=roles)


def _leaves(settings: Settings, routes: Mapping[str, Sequence[str]]) -> list[Leaves]:
    found = [Leaves(what=BY_ROUTE[route], to=tuple(to)) for route, to in routes.items() if route in BY_ROUTE]
    if settings.oidc_issuer:
        found.append(Leaves(what=LOGIN, to=(_host(settings.oidc_issuer),)))
    if settings.heartbeat_url:
        found.append(Leaves(what=SILENCE, to=(_host(settings.heartbeat_url.get_secret_value()),)))
    if settings.mqtt_url:
        found.append(Leaves(what=BROKER, to=(_host(settings.mqtt_url.get_secret_value()),)))
    return found


def _host(address: str) -> str:
    """Return the host of an address and nothing else of it: the rest may be secret."""
    return urlsplit(address).hostname or "?"
