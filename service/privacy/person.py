"""All that is stored about one person, for herself: nothing of others in it but who has looked at her records."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from roles.plan import Plan
from service.alarm.instant import instant
from service.clock import Clock
from service.privacy.in_plan import said_of
from service.privacy.looking import Closed, Looks
from service.store.access_port import EVERYWHERE, Account
from service.store.port import Store
from service.timeline.entry import Entry

FORMAT: Final = "trygg person 1"
ANOTHER: Final = "another person"
"""What stands for everybody else, and for every account that is not hers."""
AT_ONCE: Final = 1000


PlanOf = Callable[[str], Plan | None]
"""Returns the plan that holds in an office."""


async def data_of(store: Store, clock: Clock, account: Account, plan_of: PlanOf) -> dict[str, Any]:
    """Return what is stored about whoever has an account, as JSON values.

    Raises:
        StoreUnavailable: it cannot be read now.
    """
    persons = await store.access.persons(account.id)
    return {
        "format": FORMAT,
        "made_at": instant(clock.now()),
        "account": {
            "id": account.id,
            "login": account.login,
            "name": account.name,
            "created_at": instant(account.created_at),
            "ended_at": instant(account.ended_at) if account.ended_at else None,
            "identity_provider": account.subject,
            "directory": {"source": account.source, "called": account.external_id} if account.source else None,
        },
        "groups": [
            {"name": one.name, "role": one.role, "office": one.office}
            for one in (await store.people.groups(account.source) if account.source else ())
            if account.id in one.members
        ],
        "roles": [{"office": one.office, "role": one.role} for one in await store.access.grants(account.id)],
        "sessions": [
            {
                "kind": one.kind,
                "name": one.name,
                "office": one.office,
                "since": instant(one.created_at),
                "used_at": instant(one.used_at) if one.used_at else None,
                "until": instant(one.expires_at) if one.expires_at else None,
                "notified": [
                    # Not the whole address, which is a secret: whoever knows it is half way to sending to her.
                    {"over": urlsplit(push.endpoint).hostname, "since": instant(push.created_at)}
                    for push in await store.push.of_credential(one.id)
                ],
            }
            for one in await store.access.credentials_of(account.id)
        ],
        "passkeys": [
            {
                "name": one.name,
                "added_at": instant(one.added_at),
                "used_at": instant(one.used_at) if one.used_at else None,
            }
            for one in await store.access.passkeys_of(account.id)
        ],
        "codes_chosen_at": instant(codes.set_at) if (codes := await store.access.codes(account.id)) else None,
        "access": await _entries_of(store, EVERYWHERE, account.id, account.id),
        **await _data_of_persons(store, clock, persons, account.id, plan_of),
    }


async def data_of_person(store: Store, clock: Clock, office: str, key: str, plan_of: PlanOf) -> dict[str, Any]:
    """Return what is stored about a person of an office's plan who has no account, by her opaque key.

    Raises:
        StoreUnavailable: it cannot be read now.
    """
    about = await _data_of_persons(store, clock, {office: key}, key, plan_of)
    return {"format": FORMAT, "made_at": instant(clock.now()), "account": None, **about}


async def _data_of_persons(
    store: Store, clock: Clock, persons: Mapping[str, str], account: str, plan_of: PlanOf
) -> dict[str, Any]:
    """Return what is stored about the persons of plans that somebody is; `account` is hers, or her key once more."""
    slugs = {office: await _slug(store, office, key) for office, key in persons.items()}
    plans = {office: plan for office in persons if (plan := plan_of(office)) is not None}
    return {
        "persons": [{"office": office, "key": key, "in_plan": slugs[office]} for office, key in persons.items()],
        "plans": [said_of(plan, slug) for office, plan in plans.items() if (slug := slugs[office]) is not None],
        "buttons": [
            {"office": one.device.office, "device": one.device.device, "changed_at": instant(one.changed_at)}
            for one in await store.enrolments.every()
            if one.device.holder is not None and one.device.holder == slugs.get(one.device.office)
        ],
        "days": [
            {"office": office, "until": until.isoformat()}
            for office, key in persons.items()
            if (until := (await store.day_facts_until(office, clock.now().date())).get(key))
        ],
        "entries": [one for office, key in persons.items() for one in await _entries_of(store, office, key, account)],
        "looks": [
            {
                "office": look.office,
                "record": look.record,
                "by": name,
                "how": look.how,
                "last_at": instant(look.at),
                "times": look.times,
            }
            for look, name in await Looks(store, clock).about(persons)
        ],
    }


def hers(entry: Entry, key: str, account: str) -> bool:
    """Say whether an entry is about somebody: she acted, or stands in its facts or names."""
    if {entry.actor.who, entry.actor.behalf_of} & {key, account}:
        return True
    named = entry.personal.content.get("names", {}) if entry.personal else {}
    return key in named or account in named or _holds(entry.facts, key) or _holds(entry.facts, account)


def told(entry: Entry, key: str, account: str, strangers: frozenset[str]) -> dict[str, Any]:
    """Return an entry as she is told of it: others' keys and names are taken out, and their words.

    Args:
        entry: an entry that is hers.
        key: her opaque key in the office.
        account: her account's id.
        strangers: what stands for others in it: every other key or account's id that is known.
    """
    mine = {key, account}
    content = entry.personal.content if entry.personal else {}
    is_hers = entry.actor.who in mine
    shown: dict[str, Any] = {
        "office": entry.office,
        "position": entry.position,
        "at": instant(entry.at),
        "event": entry.event,
        "alarm": entry.alarm,
        "by": "you" if is_hers else ANOTHER if entry.actor.who else entry.actor.via.partition(":")[0],
        "facts": _masked(entry.facts, strangers),
    }
    names = {one: name for one, name in content.get("names", {}).items() if one in mine}
    if names:
        shown["names"] = names
    if is_hers and content.get("words"):
        shown["words"] = content["words"]
    return shown


async def _entries_of(store: Store, office: str, key: str, account: str) -> list[dict[str, Any]]:
    others = {one.id for one in await store.access.accounts()}
    others |= set((await store.privacy.persons(office)).values())
    found = [one async for one in _every(store, office) if hers(one, key, account)]
    closed = Closed(store, {office: key})
    found = [one for one in found if one.alarm is None or not await closed.to_her(one.alarm)]
    for one in found:  # a contact of the plan is a person, too
        others.update(one.personal.content.get("names", {}) if one.personal else ())
    strangers = frozenset(others - {key, account})
    return [told(one, key, account, strangers) for one in found]


async def _every(store: Store, office: str) -> AsyncIterator[Entry]:
    position = 0
    while some := await store.entries(office, position, AT_ONCE):
        for entry in some:
            yield entry
        position = some[-1].position


async def _slug(store: Store, office: str, key: str) -> str | None:
    found = {one: slug for slug, one in (await store.privacy.persons(office)).items()}
    return found.get(key)


def _holds(value: Any, key: str) -> bool:
    if isinstance(value, Mapping):
        return any(_holds(one, key) for one in (*value.keys(), *value.values()))
    if isinstance(value, list | tuple):
        return any(_holds(one, key) for one in value)
    return bool(value == key)


def _masked(value: Any, strangers: frozenset[str]) -> Any:
    """Return facts with everybody else's key replaced."""
    if isinstance(value, Mapping):
        return {key: _masked(one, strangers) for key, one in value.items() if key not in strangers}
    if isinstance(value, list | tuple):
        return [_masked(one, strangers) for one in value]
    return ANOTHER if isinstance(value, str) and value in strangers else value
