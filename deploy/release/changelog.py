"""The changelog's form: each release begins with the schema that it makes and with what concerns safety.

    ## 0.2.0 (2027-02-01)

    Schema 0031; nodes from schema 0029 on may run beside it.

    ### Safety

    - What could have cost an alarm, or told something wrong.
      Affected: who. To do: what.

Where nothing of that kind is known, the section says `Nothing known.` and nothing else.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from packaging.version import Version

UNRELEASED: Final = "Unreleased"
SAFETY: Final = "Safety"
NOTHING: Final = "Nothing known."
_NUMBER: Final = r"[0-9]+\.[0-9]+\.[0-9]+"
_HEAD: Final = re.compile(rf"^## (?:({UNRELEASED})|({_NUMBER}) \((\d{{4}}-\d\d-\d\d)\))$")
_SCHEMA: Final = re.compile(r"^Schema (\d{4}); nodes from schema (\d{4}) on may run beside it\.$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """One release as the changelog tells it; `version` is `Unreleased` for what is still being made."""

    version: str
    day: date | None
    text: str

    @property
    def schemas(self) -> tuple[str, str] | None:
        """The schema that it makes, and the oldest one whose nodes may run beside; None where it says neither."""
        found = _SCHEMA.search(self.text.partition("\n### ")[0])
        return (found[1], found[2]) if found else None

    @property
    def headings(self) -> list[str]:
        """Its headings, in their order."""
        return re.findall(r"^### (.+)$", self.text, re.MULTILINE)

    @property
    def safety(self) -> str:
        """What stands under its heading about safety; empty without one."""
        return self.text.partition(f"\n### {SAFETY}\n")[2].partition("\n### ")[0].strip()


def read(text: str) -> list[Release]:
    """Return the releases, the newest first; raises ValueError where a heading names none."""
    releases = []
    for part in re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]:
        head, _, rest = part.partition("\n")
        found = _HEAD.fullmatch(head)
        if not found:
            raise ValueError(f"{head!r} is neither '## {UNRELEASED}' nor '## 1.2.3 (2027-01-31)'")
        day = date.fromisoformat(found[3]) if found[3] else None
        releases.append(Release(version=found[1] or found[2], day=day, text=f"\n{rest}"))
    return releases


def complaints(text: str, *, version: str, schema: str, oldest_beside: str) -> list[str]:
    """Return in sentences what is wrong with a changelog, and where it does not agree with what the code says.

    Args:
        text: the changelog.
        version: the code's version; with `.dev` while it is being made.
        schema: the schema that the code makes.
        oldest_beside: the oldest schema whose nodes may run beside it.
    """
    try:
        releases = read(text)
    except ValueError as wrong:
        return [str(wrong)]
    if not releases:
        return ["it tells of no release"]
    newest, said = releases[0], []
    if newest.schemas != (schema, oldest_beside):
        said.append(
            f"{newest.version}: write 'Schema {schema}; nodes from schema {oldest_beside} on may run beside it.'"
        )
    if Version(version).is_devrelease:
        if newest.version != UNRELEASED:
            said.append(f"the code is {version}, which is no release: begin with '## {UNRELEASED}'")
    elif newest.version != version:
        said.append(f"the code is {version}, but the changelog begins with {newest.version}")
    if any(one.version == UNRELEASED for one in releases[1:]):
        said.append(f"'{UNRELEASED}' stands first, and once")
    dated = [one for one in releases if one.day]
    if any(Version(newer.version) <= Version(older.version) for newer, older in pairwise(dated)):
        said.append("the releases do not stand in their order, the newest first")
    return said + [f"{one.version}: {what}" for one in releases for what in _of_safety(one)]


def _of_safety(release: Release) -> list[str]:
    """Return what is wrong with what a release says of safety."""
    if release.schemas is None:
        return ["it does not say which schema it makes, and which may run beside it"]
    if release.headings[:1] != [SAFETY]:
        return [f"its first heading is not '{SAFETY}'"]
    if release.headings.count(SAFETY) > 1:
        return [f"it has more than one heading '{SAFETY}'"]
    if release.safety == NOTHING:
        return []
    entries = [" ".join(entry.split()) for entry in re.split(r"^- ", release.safety, flags=re.MULTILINE)]
    if len(entries) == 1:
        return [f"'{SAFETY}' is a list, or says '{NOTHING}'"]
    return [
        f"'{entry[:50]}…' does not say {what}"
        for entry in entries[1:]
        for mark, what in ((" Affected: ", "who is affected"), (" To do: ", "what to do"))
        if mark not in entry
    ]
