"""Modules joined into one file for each page: on a weak line sixty requests take longer than all they bring.

The modules stay as they are, small and importable by themselves. Each becomes a function with names of its own, put
after those that it imports, in the order in which a browser would run them.
"""

import re
from collections.abc import Iterator, Mapping

_IMPORT = re.compile(r"^import \{([^}]*)\} from '(\.[^']+)';$", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function\*?|const|class) (\w+)", re.MULTILINE)
_OTHER = re.compile(r"^\s*(?:import|export)\b.*$", re.MULTILINE)


def join_modules(modules: Mapping[str, str]) -> dict[str, str]:
    """Return the modules that no other imports, each with all that it needs in front of it.

    Args:
        modules: name in the folder → JavaScript.

    Raises:
        ValueError: a module says `import` or `export` in a way not known here, imports one that is not there, or
            imports itself by way of others.
    """
    imported = {needed for name, text in modules.items() for needed in imports(name, text)}
    return {name: _joined(modules, name) for name in modules if name not in imported}


def imports(name: str, text: str) -> Iterator[str]:
    """Yield the names of the modules that a module imports, in its order."""
    for match in _IMPORT.finditer(text):
        yield _resolved(name, match[2])


def _joined(modules: Mapping[str, str], entry: str) -> str:
    order: list[str] = []
    _visit(modules, entry, (), order)
    places = {name: f"$m{place}" for place, name in enumerate(order)}
    parts = [_module(modules[name], name, places) for name in order[:-1]]
    return "\n".join([*parts, _body(modules[entry], entry, places), ""])


def _visit(modules: Mapping[str, str], name: str, above: tuple[str, ...], order: list[str]) -> None:
    if name in order:
        return
    if name in above:
        raise ValueError(f"{name} imports itself: {' → '.join([*above, name])}; move what both need to a third module")
    if name not in modules:
        raise ValueError(f"{above[-1]} imports {name}, which is not in service/web/static")
    for needed in imports(name, modules[name]):
        _visit(modules, needed, (*above, name), order)
    order.append(name)


def _module(text: str, name: str, places: Mapping[str, str]) -> str:
    given = ", ".join(match[2] for match in _EXPORT.finditer(text))
    return f"const {places[name]} = (() => {{ // {name}\n{_body(text, name, places)}\nreturn {{{given}}};\n}})();"


def _body(text: str, name: str, places: Mapping[str, str]) -> str:
    def taken(match: re.Match[str]) -> str:
        words = " ".join(match[1].split()).replace(" as ", ": ")
        return f"const {{{words}}} = {places[_resolved(name, match[2])]};"

    body = _EXPORT.sub(r"\1 \2", _IMPORT.sub(taken, text))
    if strange := _OTHER.search(body):
        raise ValueError(f"{name}: {strange[0].strip()!r} cannot be joined; name what it gives or takes as others do")
    return body


def _resolved(name: str, told: str) -> str:
    """Return a module's name in the folder from what another one says after `from`."""
    place = name.split("/")[:-1]
    for step in told.split("/"):
        if step == "..":
            place = place[:-1]
        elif step != ".":
            place.append(step)
    return "/".join(place)
