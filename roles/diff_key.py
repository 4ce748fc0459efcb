"""The keys of a plan as a person says them when she is told what has changed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from roles.sentence import Sentence
from roles.term import ROUTE_WORDS
from roles.word import LANGUAGES


def key_in_words(key: str) -> str:
    """Return a key as a person says it; the texts’ keys end in their language. An unknown one stays as it is."""
    word, _, rest = key.partition(" ")
    said = KEYS.get(word, word)
    language = rest.removeprefix("in ")
    if language not in LANGUAGES:
        return said
    return Sentence("%(key)s in %(language)s", key=said, language=LANGUAGE_WORDS.get(language, language))


LANGUAGE_WORDS: Final[Mapping[str, Sentence]] = MappingProxyType(
    {"sv": Sentence("Swedish"), "nb": Sentence("Norwegian"), "en": Sentence("English")}
)

KEYS: Final[Mapping[str, Sentence]] = MappingProxyType(
    {
        **ROUTE_WORDS,
        "above": Sentence("told at last"),
        "above_after": Sentence("told at last after"),
        "again_every": Sentence("told again every"),
        "authority_within": Sentence("the authority is told within"),
        "finish_within": Sentence("a report is finished within"),
        "manager": Sentence("told next"),
        "manager_after": Sentence("told next after"),
        "write_within": Sentence("what happened is written within"),
        "accept_within": Sentence("time to accept"),
        "arrive_within": Sentence("time to arrive"),
        "address": Sentence("address"),
        "alarm_kind": Sentence("raises"),
        "ask_person": Sentence("she is asked for"),
        "ask_watcher": Sentence("the watcher is asked for"),
        "ask": Sentence("questions"),
        "audience": Sentence("audience"),
        "at": Sentence("where people meet:"),
        "between": Sentence("between"),
        "call": Sentence("who is called:"),
        "by": Sentence("looked over by"),
        "call_back": Sentence("number to be called back on"),
        "check_every": Sentence("says that she is well every"),
        "checklist": Sentence("the checklist:"),
        "country": Sentence("country"),
        "days": Sentence("dated shifts"),
        "deputies": Sentence("deputies"),
        "done_when": Sentence("help is there when:"),
        "door": Sentence("door"),
        "duty": Sentence("duty"),
        "duty.done_when": Sentence("duty (done when)"),
        "duty.never": Sentence("duty (never)"),
        "duty.then": Sentence("duty (then)"),
        "every": Sentence("how often"),
        "expires": Sentence("expiry"),
        "fire": Sentence("number of the fire brigade"),
        "fixed_furniture": Sentence("fixed furniture:"),
        "floor": Sentence("floor"),
        "entrances": Sentence("entrances"),
        "follow_up": Sentence("follow-up"),
        "from": Sentence("from"),
        "goes_in": Sentence("goes in:"),
        "holders": Sentence("holders"),
        "home": Sentence("home"),
        "in_sight_of": Sentence("in sight of"),
        "kept_shut_by": Sentence("kept shut by"),
        "kind": Sentence("kind"),
        "languages": Sentence("languages"),
        "last_resort": Sentence("last resort"),
        "lead": Sentence("the lead:"),
        "of": Sentence("what is looked over"),
        "police": Sentence("the police:"),
        "grace": Sentence("is asked after the end by"),
        "level": Sentence("as grave as"),
        "look_again": Sentence("looked at again after"),
        "neighbours": Sentence("neighbours"),
        "outside": Sentence("told not to come in:"),
        "police_number": Sentence("number of the police"),
        "kinds": Sentence("begins with"),
        "lockable": Sentence("lockable:"),
        "manner": Sentence("manner"),
        "medical": Sentence("number of the ambulance"),
        "name": Sentence("name"),
        "needed": Sentence("needed"),
        "neighbour": Sentence("hangs at a neighbour’s:"),
        "not_with": Sentence("not together with:"),
        "office": Sentence("office"),
        "open_on_holidays": Sentence("open on holidays:"),
        "opens_without_power_from": Sentence("opens by hand from"),
        "phone": Sentence("phone"),
        "picture": Sentence("picture"),
        "raised_by": Sentence("what raises it"),
        "reach": Sentence("reach"),
        "reached_by": Sentence("reached by"),
        "receiver": Sentence("receiver"),
        "repeat": Sentence("repeat"),
        "room_for": Sentence("room for"),
        "say": Sentence("the screens say"),
        "say_entrance": Sentence("how to find it:"),
        "second_exit": Sentence("second exit:"),
        "shape": Sentence("shape"),
        "sight_in": Sentence("sight in:"),
        "steps": Sentence("steps:"),
        "tell": Sentence("told:"),
        "time_zone": Sentence("time zone"),
        "title": Sentence("title"),
        "training": Sentence("training"),
        "weeks": Sentence("hours"),
        "who": Sentence("who"),
        "within": Sentence("waits for"),
        "width": Sentence("width of the picture"),
        "zone": Sentence("zone"),
    }
)
