"""The settings, or what is wrong with them."""

import sys
import tomllib
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import SettingsError

from service.settings import Settings, load


def settings_or_words(config: Path | None) -> Settings | None:
    """Read the settings; None where something is wrong with them, which is said then."""
    try:
        return load(config)
    except FileNotFoundError as missing:
        print(f"trygg: {missing}", file=sys.stderr)
    except OSError as unreadable:
        print(f"trygg: {config} cannot be read ({unreadable.strerror}); name a file after --config", file=sys.stderr)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        print(f"trygg: {config} is not TOML: {broken}; write lines like http_port = 8080", file=sys.stderr)
    except SettingsError as wrong:  # its own text names the field and repeats no value
        print(f'trygg: {wrong}; lists are written as JSON: ["trygg.example.se"]', file=sys.stderr)
    except ValidationError as wrong:
        for error in wrong.errors():
            name = "TRYGG_" + "_".join(map(str, error["loc"])).upper()
            print(f"trygg: {name}: {error['msg']}", file=sys.stderr)
    return None
