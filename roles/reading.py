"""Reading a tree key by key: whatever is wrong becomes a finding with its place, and reading goes on."""

from collections.abc import Iterator
from datetime import date, timedelta
from types import MappingProxyType

from roles.notes import Notes, Path, place_of
from roles.plan import NO_TEXTS, Texts
from roles.sentence import Sentence
from roles.tree import Node, Row, Scalar, Table
from roles.value import W, as_day, as_duration, as_months, as_number, as_text, as_word, is_nothing, wrong
from roles.word import did_you_mean, shown


class Sheet:
    """One table of the document, read key by key; `known` are the keys it may have (any, when None)."""

    def __init__(self, node: Node | None, path: Path, notes: Notes, *, known: tuple[str, ...] | None = None) -> None:
        self.path = path
        self.notes = notes
        self.nodes: dict[str, Node] = {}
        if node is None or is_nothing(node):
            return
        if not isinstance(node, Table):
            wrong(node, Sentence("a table of keys and values"), notes)
            return
        for entry in node.entries:
            key, here = entry.key.text, (*path, entry.key.text)
            if notes.is_full:
                break
            if key in self.nodes:
                first = place_of(here, notes.places).line
                message = Sentence("The key %(key)s stands here a second time.", key=shown(key))
                remedy = Sentence("Keep one of them; the first is on line %(line)s.", line=first)
                notes.add("D006", message, remedy, entry.key.place)
            elif known is not None and key not in known:
                message = Sentence("There is no key %(key)s here.", key=shown(key))
                notes.add("D007", message, did_you_mean(key, known), entry.key.place)
            else:
                self.nodes[key] = entry.value
                notes.places[here] = entry.key.place if known is None else entry.value.place

    def __contains__(self, key: str) -> bool:
        """Tell whether the key is there with a value."""
        return key in self.nodes and not is_nothing(self.nodes[key])

    def need(self, key: str, example: str) -> None:
        """Note a finding when a key is missing."""
        if key not in self:
            place = place_of((*self.path, key), self.notes.places)
            message = Sentence("The key %(key)s is missing here.", key=shown(key))
            self.notes.add("D008", message, Sentence("Write, for example: %(example)s", example=example), place)

    def text(self, key: str) -> str | None:
        """Return a text; None when it is missing or no text."""
        return as_text(self.nodes[key], self.notes) if key in self else None

    def word(self, key: str, known: tuple[W, ...]) -> W | None:
        """Return one of the known words; None when it is missing or another one."""
        node = self.nodes.get(key)
        return as_word(node, known, self.notes) if node is not None and key in self else None

    def flag(self, key: str, default: bool) -> bool:
        """Return yes or no."""
        word = self.word(key, ("true", "false", "yes", "no"))
        return default if word is None else word in {"true", "yes"}

    def flag_if_told(self, key: str) -> bool | None:
        """Return yes or no; None when nothing is said."""
        word = self.word(key, ("true", "false", "yes", "no"))
        return None if word is None else word in {"true", "yes"}

    def number(self, key: str) -> int | None:
        """Return a whole number; None when it is missing or none."""
        text = self.text(key)
        if text is None:
            return None
        number = as_number(text)
        if number is None:
            message = Sentence("%(word)s is not a whole number.", word=shown(text))
            self._malformed(key, message, f"{key}: 3")
        return number

    def duration(self, key: str) -> timedelta | None:
        """Return a duration: seconds (`20`, `20 s`), `2 min`, `8 h` or `3 d`; None when it is missing or none."""
        text = self.text(key)
        if text is None:
            return None
        duration = as_duration(text)
        if duration is None:
            message = Sentence("%(word)s is not a duration.", word=shown(text))
            self._malformed(key, message, f"{key}: 20 s")
        return duration

    def months(self, key: str) -> int | None:
        """Return how often something comes, in months: `monthly`, `6 months`; None when it is missing or neither."""
        text = self.text(key)
        if text is None:
            return None
        months = as_months(text)
        if months is None:
            self._malformed(key, Sentence("%(word)s does not say how often.", word=shown(text)), f"{key}: 6 months")
        return months

    def day(self, key: str) -> date | None:
        """Return a date; None when it is missing or none."""
        return as_day(self.nodes[key], self.notes) if key in self else None

    def texts(self, key: str, languages: tuple[str, ...]) -> Texts:
        """Return a text per language; a single text is taken to be in the first language."""
        node = self.nodes.get(key)
        if isinstance(node, Scalar) and not is_nothing(node):
            return MappingProxyType({languages[0]: node.text} if languages else {})
        sheet = Sheet(node, (*self.path, key), self.notes, known=languages)
        return MappingProxyType({language: text for language in sheet.nodes if (text := sheet.text(language))})

    def parts(self, key: str, names: tuple[str, ...], languages: tuple[str, ...]) -> tuple[Texts, ...]:
        """Return a text per language in parts of these names; whatever is a single text is the first part.

        A table of parts without any language is taken to be in the first one.
        """
        node = self.nodes.get(key)
        if node is None or isinstance(node, Scalar):
            return (self.texts(key, languages), *(NO_TEXTS for _ in names[1:]))
        found: dict[str, dict[str, str]] = {name: {} for name in names}
        if languages and isinstance(node, Table) and any(entry.key.text in names for entry in node.entries):
            parts = self.sheet(key, names)
            for name in names:
                found[name].update({languages[0]: text} if (text := parts.text(name)) else {})
            return tuple(MappingProxyType(found[name]) for name in names)
        by_language = Sheet(node, (*self.path, key), self.notes, known=languages)
        for language, told in by_language.nodes.items():
            if isinstance(told, Scalar):
                found[names[0]].update({language: text} if (text := by_language.text(language)) else {})
                continue
            parts = by_language.sheet(language, names)
            for name in names:
                found[name].update({language: text} if (text := parts.text(name)) else {})
        return tuple(MappingProxyType(found[name]) for name in names)

    def words_of(self, key: str, known: tuple[W, ...]) -> tuple[W, ...]:
        """Return a list of known words, each once; another one is left out, with a finding."""
        words = (as_word(item, known, self.notes) for _, item in self.items(key))
        return tuple(dict.fromkeys(word for word in words if word is not None))

    def items(self, key: str) -> Iterator[tuple[Path, Node]]:
        """Yield the values of a list with their paths; a single value counts as a list of one."""
        node = self.nodes.get(key)
        if node is None or is_nothing(node):
            return
        if isinstance(node, Table):
            wrong(node, Sentence("a list"), self.notes)
            return
        for index, item in enumerate(node.items if isinstance(node, Row) else [node]):
            path = (*self.path, key, index)
            self.notes.places[path] = item.place
            yield path, item

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of words, whatever they are."""
        return tuple(text for _, item in self.items(key) if (text := as_text(item, self.notes)) is not None)

    def sheet(self, key: str, known: tuple[str, ...] | None = None) -> "Sheet":
        """Return the table under a key; an empty one when it is missing."""
        return Sheet(self.nodes.get(key), (*self.path, key), self.notes, known=known)

    def _malformed(self, key: str, message: Sentence, example: str) -> None:
        remedy = Sentence("Write, for example: %(example)s", example=example)
        self.notes.add("D009", message, remedy, self.nodes[key].place)
