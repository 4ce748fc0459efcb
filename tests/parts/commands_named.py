"""Commands of `trygg` that pages name, held to the command line as it is."""

import re
import shlex

import typer

from service.cli.commands import app

_END = re.compile(r"\s#\s|[|;&<>)`]|\s…\s*$")
"""Where a command ends in a line of a shell: at a remark, at what is done with its output, where a page leaves off."""


def commands_in(text: str) -> list[str]:
    """Return each command of `trygg` in lines of a shell, without what stands around it."""
    joined = re.sub(r"\\\n\s*", " ", text)
    found = (match[1] for match in re.finditer(r"(?:^|[\s(])(trygg (?!trygg\b)[a-z].*)$", joined, re.MULTILINE))
    return [_END.split(line)[0].strip() for line in found]


def wrong_in(line: str) -> str | None:
    """Return what is wrong with a command: it, or an option of it, is not there, or there are too many or few words."""
    command: object = typer.main.get_command(app)
    words = shlex.split(line)[1:]
    while words and getattr(command, "commands", None):
        name = words.pop(0)
        found = getattr(command, "commands", {}).get(name)
        if found is None:
            return f"there is no {name}"
        command = found
    if getattr(command, "commands", None):
        return "it is a group of commands"
    parameters = getattr(command, "params", ())
    takes_value = {option: not one.is_flag for one in parameters if hasattr(one, "is_flag") for option in one.opts}
    given: list[str] = []
    while words:
        word = words.pop(0)
        name, equals, _ = word.partition("=")
        if not word.startswith("-") or word == "-":
            given.append(word)
        elif name not in takes_value and name not in {no for one in parameters for no in one.secondary_opts}:
            return f"it has no option {name}"
        elif not equals and takes_value.get(name) and words:
            words.pop(0)
    asked = [one for one in parameters if one.param_type_name == "argument"]
    if given and len(given) < sum(one.required for one in asked):
        return "words are missing"
    if len(given) > len(asked) and not any(one.nargs == -1 for one in asked):
        return f"it takes fewer words than {given}"
    return None
