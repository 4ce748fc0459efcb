"""Finds every text the pages use and keeps the catalogue complete: `python -m service.web.messages [check|update]`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

import roles
from roles.check import RULES
from service.dispatch.faults import MESSAGES
from service.web.i18n import ENGLISH, LANGUAGES, LOCALE, path_of

WEB = Path(__file__).parent
SPEAKING = (
    *(
        "access",
        "api",
        "cli",
        "drill",
        "life",
        "measure",
        "meeting",
        "notify",
        "planning",
        "privacy",
        "pulse",
        "readiness",
        "report",
        "revision",
    ),
    "undertaking",
)
"""Folders of the service beside the pages that say sentences to people."""
ROLES = Path(str(roles.__file__)).parent
_WORDS = {"t": None, "N": None, "Sentence": None, "N_": None}
"""The functions whose first argument is a msgid: `t` says it now, `N` and `N_` mark it, a sentence does both."""
_METHODS = {"*.py": "python", "*.js": "javascript", "*.html": "jinja2.ext:babel_extract"}
_OPTIONS = {"silent": "false", "parse_template_string": "true"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """One place where a text is used."""

    msgid: str
    file: str
    line: int


@cache
def used(folder: Path = WEB) -> tuple[Use, ...]:
    """Return every text of the pages (templates, Python, JavaScript) and of the plan, every rule and every fault.

    Seconds of work, so it is done once however often it is asked for: no file is expected to change meanwhile.
    """
    return (
        *_in_files(folder),
        *(replace(use, file=f"roles/{use.file}") for use in _in_files(ROLES)),
        *(replace(use, file=f"{name}/{use.file}") for name in SPEAKING for use in _in_files(WEB.parent / name)),
        *(Use(msgid=rule.explanation, file="roles/rule", line=1) for rule in RULES),
        *(Use(msgid=msgid, file="service/dispatch/faults.py", line=1) for msgid in MESSAGES.values()),
    )


def _in_files(folder: Path) -> Iterator[Use]:
    for pattern, method in _METHODS.items():
        for path in sorted(folder.rglob(pattern)):
            with path.open("rb") as file:
                for line, msgid, _, _ in extract(method, file, keywords=_WORDS, options=_OPTIONS):
                    yield Use(msgid=str(msgid), file=path.relative_to(folder).as_posix(), line=line)


def faults(folder: Path = LOCALE) -> list[str]:
    """Return what is wrong with the catalogue, as sentences: missing, fuzzy, unused, or with other placeholders."""
    wanted = {use.msgid: use for use in used()}
    found: list[str] = []
    for lang in LANGUAGES:
        if lang == ENGLISH:
            continue
        catalogue = read_catalogue(folder, lang)
        messages = {str(m.id): m for m in catalogue if m.id}
        for msgid, use in wanted.items():
            message = messages.get(msgid)
            if message is None or not message.string:
                found.append(f"{lang}: {msgid!r} ({use.file}:{use.line}) has no translation; write one")
            elif message.fuzzy:
                found.append(f"{lang}: {msgid!r} is marked fuzzy; check it and take the mark away")
            elif _placeholders(msgid) != _placeholders(str(message.string)):
                found.append(f"{lang}: {msgid!r} and its translation have different %(names)s")
        found.extend(f"{lang}: {msgid!r} is used nowhere; take it out" for msgid in messages.keys() - wanted.keys())
    return found


def read_catalogue(folder: Path, lang: str) -> Catalog:
    """Read one language's file with everything in it, fuzzy and missing ones too.

    Raises:
        babel.messages.pofile.PoFileError: when a file cannot be read; it names the line.
    """
    with path_of(folder, lang).open("rb") as file:
        return read_po(file, locale=lang, domain="trygg", abort_invalid=True)


def update(folder: Path = LOCALE) -> None:
    """Write every used text into each language's file, keep what is translated, and drop what is unused."""
    for lang in LANGUAGES:
        if lang == ENGLISH:
            continue
        old = read_catalogue(folder, lang) if path_of(folder, lang).exists() else Catalog(locale=lang)
        new = Catalog(locale=lang, domain="trygg", fuzzy=False, header_comment="# The words on the pages.")
        for use in used():
            known = old.get(use.msgid)
            new.add(use.msgid, string=known.string if known else "", locations=[(use.file, 0)])
        path_of(folder, lang).parent.mkdir(parents=True, exist_ok=True)
        with path_of(folder, lang).open("wb") as file:
            write_po(file, new, width=120, sort_output=True, include_lineno=False)


def _placeholders(text: str) -> set[str]:
    return {part.split(")")[0] for part in text.split("%(")[1:]}


def main() -> int:
    """Check the catalogue (exit code 1 when something is wrong), or bring it up to date."""
    if sys.argv[1:] == ["update"]:
        update()
    sentences = faults()
    sys.stdout.writelines(f"{sentence}\n" for sentence in sentences)
    return 1 if sentences else 0


if __name__ == "__main__":
    raise SystemExit(main())
