"""The wall plan: on one page what happens in an alarm, who does what, where to go and whom to ring."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from roles.hours import Shifts
from roles.kind import pressed_kinds
from roles.plan import EMERGENCY, Group, LastResort
from service.web.i18n import Texts
from service.web.ports import Printed
from service.web.print.by_hand import by_hand
from service.web.print.cards import is_card
from service.web.print.frame import frame
from service.web.print.steps import deputies_of, holders_of, kind_of_alarm
from service.web.print.text import LONGEST_DUTY, plain
from service.web.print.words import Words

MOST_ROLES: Final = 60
MOST_KINDS: Final = 6
MOST_NAMES: Final = 4
MOST_PLACES: Final = 3
MOST_NUMBERS: Final = 12
MOST_GROUPS: Final = 12


def wall(printed: Printed, texts: Texts, lang: str, at: datetime) -> dict[str, Any]:
    """Return the wall plan as a document; `at` is the day on which it counts as printed."""
    words, common = frame(printed, texts, lang, at)
    plan = printed.plan
    in_order = sorted((plan.responses[kind] for kind in pressed_kinds(plan)), key=lambda one: one.kind != EMERGENCY)
    ends = next((one for one in in_order if one.last_resort), None)
    resort = ends.last_resort if ends else None
    number = plan.last_resort_number(ends.kind if ends else EMERGENCY)
    roles = [role for role in plan.roles.values() if not is_card(role)]
    return {
        **common,
        "title": words.t("If there is an alarm"),
        "page_of": words.t("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        "goes_on": words.t("Continues on the next page"),
        "not_in_plan": words.t("Not in the plan. Write it here:"),
        "happens": {
            "title": words.t("What happens"),
            "kinds": [kind_of_alarm(words, r) for r in in_order[:MOST_KINDS]],
        },
        "roles": {
            "title": words.t("Who does what"),
            "heads": [words.t("Role"), words.t("Who, in this order"), words.t("Deputies")],
            "rows": [
                {
                    "title": words.title(role.id),
                    "who": holders_of(words, role, most=MOST_NAMES),
                    "deputies": deputies_of(words, role, most=MOST_NAMES) or "–",
                }
                for role in roles[:MOST_ROLES]
            ],
            "more": words.t("%(count)s more roles are not printed.", count=len(roles) - MOST_ROLES)
            if len(roles) > MOST_ROLES
            else None,
            "groups": list(_groups(words)),
        },
        "places": {
            "title": words.t("Where to go"),
            "rows": [
                {"label": words.t("Safe zone"), "names": _places(words, "safe_zone")},
                {"label": words.t("Retreat room"), "names": _places(words, "retreat_room")},
                {"label": words.t("Muster point"), "names": _places(words, "muster_point")},
            ],
        },
        "numbers": {
            "title": words.t("Telephone"),
            "rows": [
                {"name": words.name(one.name), "phone": words.phone(one.id)}
                for one in list(plan.contacts.values())[:MOST_NUMBERS]
            ],
        },
        "resort": _resort(words, resort, number),
        "dead": by_hand(words, number),
    }


def _places(words: Words, kind: str) -> str | None:
    names = [words.name(zone.name) for zone in words.plan.zones.values() if zone.kind == kind]
    return words.listed(names, MOST_PLACES) or None


def _resort(words: Words, resort: LastResort | None, number: str) -> dict[str, Any]:
    if resort is None:
        return {
            "number": number,
            "says": {"text": words.t("If anybody is in danger"), "lang": words.lang},
            "name": None,
        }
    says = words.own(resort.say, words.t("If anybody is in danger"), LONGEST_DUTY)
    name = words.name(words.plan.name_of(resort.contact)) if resort.contact else None
    return {"number": plain(number, 24), "says": says, "name": name}


def _groups(words: Words) -> Iterator[dict[str, str]]:
    """Yield who is meant by each group that a row names instead of its people."""
    plan = words.plan
    groups: Mapping[str, Group | Shifts] = {**plan.rosters, **plan.groups}
    shortened = {
        one
        for role in plan.roles.values()
        for as_written, ids in (
            (role.named, getattr(role.holders, "ids", ())),
            (role.named_deputies, role.deputies),
        )
        if len(ids) > MOST_NAMES
        for one in as_written
    }
    for id_ in [one for one in groups if one in shortened][:MOST_GROUPS]:
        names = words.listed((words.who(one) for one in groups[id_].people), 12)
        yield {"name": words.name(groups[id_].name), "who": names}
