"""The commented settings file: every setting of the model, what it is, and what holds when it is not set.

It is made from `service.settings`, so it cannot say anything that the settings do not.
"""

import ast
import inspect
import json
import tomllib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from textwrap import dedent, wrap
from typing import Any

from pydantic import SecretStr

from service.settings import Settings

WIDTH = 100

HEAD = """\
# The settings of Trygg. A line that begins with "#" is not read; what stands there holds when nothing is set.
# A variable of the environment, as TRYGG_HTTP_PORT, wins over this file. Nobody but the service may read this file.
"""

UNSET = "…"
"""Stands for a value where nothing is set by default."""


def settings_text(chosen: Mapping[str, Any]) -> str:
    """Return the text of a settings file (TOML) in which these settings are set, and all others are told.

    Raises:
        KeyError: a setting that does not exist.
    """
    if unknown := chosen.keys() - Settings.model_fields.keys():
        raise KeyError(f"there is no setting {min(unknown)!r}")
    blocks = [HEAD]
    for name, said in said_of_settings().items():
        told = "".join(f"# {line}\n" for line in wrap(said, WIDTH))
        blocks.append(told + _line(name, chosen))
    return "\n".join(blocks)


def _line(name: str, chosen: Mapping[str, Any]) -> str:
    if name in chosen:
        return f"{name} = {toml_value(chosen[name])}\n"
    default = Settings.model_fields[name].get_default(call_default_factory=True)
    return f"#{name} = {toml_value(UNSET if default is None else default)}\n"


def toml_value(value: Any) -> str:
    """Return a value as TOML writes it; JSON's strings are TOML's as well, apart from DEL."""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Path):
        value = str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if tomllib.loads(f"x = {text}\n")["x"] != value:
        raise ValueError(f"{value!r} cannot be written into a settings file")
    return text


def said_of_settings() -> dict[str, str]:
    """Return the text that stands below each field of the settings, in their order."""
    body = next(n for n in ast.parse(dedent(inspect.getsource(Settings))).body if isinstance(n, ast.ClassDef)).body
    told = {}
    for field, below in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
            told[field.target.id] = " ".join(str(ast.literal_eval(below.value)).split())
    return told
