"""A notice as a document of the Common Alerting Protocol 1.2 (OASIS). Pure.

The same notice makes the same document each time: its identifier and its time come from the alarm, so that a repeat is
known as one, and what says that the alarm is over can name the documents before it.
"""

import re
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from service.notify.cap.settings import CapSettings
from service.notify.cap.words import EVENTS, LANGUAGES, MARKED, said_in
from service.notify.port import NotHandedOver, Outgoing

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
STATUS: Final = MappingProxyType({"actual": "Actual", "drill": "Exercise", "test": "Test"})
LONGEST: Final = 2000
"""Characters of one text."""
LONGEST_HEADLINE: Final = 160

_SEVERITY: Final = MappingProxyType({"observe": "Minor", "assist": "Moderate"})
_NO_XML: Final = re.compile("[^\t\n\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")
_SPACES: Final = re.compile(r"\s+")
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9-]")


def text(said: str, longest: int = LONGEST) -> str:
    """Return a text without what XML cannot hold, in one line."""
    return _SPACES.sub(" ", _NO_XML.sub(" ", said)).strip()[:longest].rstrip()


def instant(at: datetime) -> str:
    """Return an instant as CAP writes it: UTC is `-00:00`, and never `Z`."""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "-00:00"


def identifier(notice: Outgoing) -> str:
    """Return what a notice's document is called: by alarm, kind and receiver, the same for each try."""
    parts = [notice.office, notice.alarm, notice.kind, notice.address.receiver or "", notice.purpose]
    return "trygg." + ".".join(_NO_NAME.sub(lambda one: f"_{ord(one[0]):x}_", part) for part in parts)


def first_of(notice: Outgoing, settings: CapSettings) -> str:
    """Return how a later document names the one that called for help: `sender,identifier,sent`."""
    return f"{settings.sender},{identifier(notice).rpartition('.')[0]}.call,{instant(notice.at)}"


def document(notice: Outgoing, settings: CapSettings, at: datetime, earlier: tuple[str, ...] = ()) -> bytes:
    """Return the document.

    Args:
        notice: what is to be said.
        settings: the receiver's.
        at: when it is said; a call counts from its alarm instead, so that it can be named afterwards.
        earlier: the documents of this alarm that the receiver has, as `first_of` names them.

    Raises:
        NotHandedOver: a receiver of alerts is not told this at all (`refused`).
    """
    if notice.purpose == "follow_up":
        raise NotHandedOver("refused", again=False, detail="a receiver of alerts is given no task of afterwards")
    is_over = notice.purpose == "over"
    status = "Test" if notice.purpose == "self_test" else STATUS[notice.mode]
    alert = Element("alert", xmlns=NAMESPACE)
    _add(alert, "identifier", identifier(notice))
    _add(alert, "sender", settings.sender)
    _add(alert, "sent", instant(notice.at if notice.purpose == "call" else at))
    _add(alert, "status", status)
    _add(alert, "msgType", settings.over_as if is_over else "Alert")
    _add(alert, "source", "Trygg")
    _add(alert, "scope", settings.scope)
    if settings.scope == "Restricted":
        _add(alert, "restriction", settings.restriction or "")
    else:
        _add(alert, "addresses", _quoted(settings.addresses or notice.address.name))
    if status != "Actual":
        _add(alert, "note", said_in(MARKED[status], notice.language))
    if is_over:
        _add(alert, "references", " ".join(dict.fromkeys((*earlier, first_of(notice, settings)))))
    _add(alert, "incidents", _NO_NAME.sub("_", notice.alarm))
    _info(alert, notice, settings, status, at)
    return bytes(tostring(alert, encoding="utf-8", xml_declaration=True))


def _info(alert: Element, notice: Outgoing, settings: CapSettings, status: str, at: datetime) -> None:
    is_over = notice.purpose == "over"
    lasts = timedelta(hours=settings.lasts_hours)
    marked = "" if status == "Actual" else said_in(MARKED[status], notice.language) + " "
    info = SubElement(alert, "info")
    _add(info, "language", LANGUAGES.get(notice.language, "en-GB"))
    _add(info, "category", "Health" if notice.kind == "medical" else "Security")
    _add(info, "event", said_in(EVENTS[notice.kind], notice.language) if notice.kind in EVENTS else notice.kind)
    if is_over:
        _add(info, "responseType", "AllClear")
    _add(info, "urgency", "Past" if is_over else "Immediate")
    _add(info, "severity", _SEVERITY.get(notice.kind, "Severe"))
    _add(info, "certainty", "Observed" if is_over else "Likely")  # a press says that somebody fears, not what happens
    _pair(info, "eventCode", "trygg:kind", notice.kind)
    _add(info, "onset", instant(notice.at))
    _add(info, "expires", instant((at if at - notice.at > lasts else notice.at) + lasts))
    _add(info, "senderName", notice.office_name)
    _add(info, "headline", text(marked + notice.full, LONGEST_HEADLINE))
    _add(info, "description", marked + notice.full)
    if "call_back" in notice.card:
        _add(info, "contact", notice.card["call_back"])
    for name, value in notice.card.items():
        _pair(info, "parameter", f"trygg:{name}", value)
    area = SubElement(info, "area")
    where = (notice.card.get("address"), notice.office_name, notice.zone_name)
    _add(area, "areaDesc", ", ".join(said for one in where if one and (said := text(one))) or notice.office)


def _add(parent: Element, name: str, said: str) -> None:
    SubElement(parent, name).text = text(said)


def _pair(parent: Element, name: str, key: str, value: str) -> None:
    pair = SubElement(parent, name)
    _add(pair, "valueName", key)
    _add(pair, "value", value)


def _quoted(name: str) -> str:
    """Return a recipient; one with blanks in it stands in quotes, as CAP parts recipients by blanks."""
    plain = text(name.replace('"', "'"))
    return f'"{plain}"' if " " in plain or not plain else plain
