"""One catalogue of words for templates, Python and JavaScript: gettext `.po` files, read as they are at the start.

English is the language of the msgids, so it needs no file. Norwegian in any form is answered in Bokmål.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType

from roles.sentence import Translate
from service.web.catalogue import words_of

LOCALE = Path(__file__).parent / "locale"
ENGLISH = "en"
LANGUAGES = ("sv", "nb", ENGLISH)
"""Every language the pages speak, in the order in which the switch shows them."""
LANGUAGE_NAMES = MappingProxyType({"sv": "Svenska", "nb": "Norsk", "en": "English"})

_SPOKEN_AS = {"no": "nb", "nn": "nb"}
_PREFERENCE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[\w-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """All words of the pages."""

    translations: Mapping[str, Mapping[str, str]]
    """Language → msgid → text; English has no entry."""
    of_plans: frozenset[str] = frozenset()
    """The texts about plans, which the server says itself: no page has to fetch them."""

    def text(self, lang: str, msgid: str, /, **args: object) -> str:
        """Return a text in a language, with `%(name)s` filled in; the msgid itself where nothing is translated."""
        template = self.translations.get(lang, {}).get(msgid, msgid)
        return template % args if args else template

    def into(self, lang: str) -> Translate:
        """Return what sentences are asked to be `said` with, to be in a language."""
        return partial(self.text, lang)

    def as_json(self, lang: str) -> dict[str, str]:
        """Return what a page's JavaScript needs: msgid → text, empty for English."""
        return {id_: text for id_, text in self.translations.get(lang, {}).items() if id_ not in self.of_plans}


@cache
def load(folder: Path = LOCALE) -> Texts:
    """Read every language's `.po` file, once.

    Raises:
        FileNotFoundError: when a language has no file.
        ValueError: when a file cannot be read; it names the file and the line.
    """
    translations, of_plans = {}, set[str]()
    for lang in LANGUAGES:
        if lang == ENGLISH:
            continue
        path = path_of(folder, lang)
        try:
            words = list(words_of(path.read_text(encoding="utf-8")))
        except ValueError as wrong:
            raise ValueError(f"{path} cannot be read: {wrong}") from wrong
        translations[lang] = {word.msgid: word.text for word in words if word.text and not word.fuzzy}
        of_plans |= {word.msgid for word in words if _is_of_plans(word.files)}
    return Texts(translations=translations, of_plans=frozenset(of_plans))


_SAID_BY_THE_SERVER = ("api/", "cli/", "life/", "notify/", "planning/", "roles/")


@cache
def _is_of_plans(files: tuple[str, ...]) -> bool:
    """Tell whether only plans use a text; the reasons for a name go to the screens as codes, and are said there."""
    return bool(files) and all(file.startswith(_SAID_BY_THE_SERVER) and file != "roles/reasons.py" for file in files)


def path_of(folder: Path, lang: str) -> Path:
    """Return where a language's words are written."""
    return folder / lang / "LC_MESSAGES" / "trygg.po"


def choose(*, asked: str | None, remembered: str | None, accepted: str, office: Sequence[str]) -> str:
    """Return the language of a page: what is asked for, remembered, accepted by the browser, or the office's first.

    Args:
        asked: the address's `lang`, None where it has none.
        remembered: the cookie's word, None where there is none.
        accepted: the `Accept-Language` header, empty where there is none.
        office: the office's languages, the first is its own.
    """
    wishes = [asked, remembered, *_preferences(accepted), *office]
    for wish in wishes:
        lang = _SPOKEN_AS.get(wish, wish) if wish else None
        if lang in LANGUAGES:
            return lang
    return ENGLISH


def _preferences(header: str) -> list[str]:
    """Return the languages of an `Accept-Language` header, best first; what is no language is left out."""
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:500].split(",")):
        match = _PREFERENCE.fullmatch(part)
        if match:
            quality = float(match[2]) if match[2] else 1.0
            if quality > 0:
                found.append((-quality, place, match[1].lower()))
    return [lang for _, _, lang in sorted(found)]
