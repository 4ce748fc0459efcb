"""What can be printed of a plan: each kind with its template's name and what fills it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Literal

from service.web.i18n import Texts
from service.web.ports import Printed
from service.web.print.cards import cards
from service.web.print.wall import wall

Template = Literal["cards", "wall"]
Sheet = Literal["cards", "wall", "figures", "review"]
"""What can be set: what is printed of a plan, the figures that are told upward, and the record of an alarm."""

Fill = Callable[[Printed, Texts, str, datetime], dict[str, Any]]
"""Plan, words, language and the day of printing to the document that a template sets."""

DOCUMENTS: Final[Mapping[Template, Fill]] = MappingProxyType({"cards": cards, "wall": wall})
