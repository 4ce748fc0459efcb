"""Write what the reference pages take from the code: `python docs/reference/make.py`.

Each page has a part between two marks. What stands there is made here, from the settings, the command line, the rules
of plans and the table of faults; everything else on a page is written by hand. A test holds pages and code together.
"""

import ast
import inspect
import sys
import tomllib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import typer
from pydantic_core import PydanticUndefined

from roles.check import RULES
from roles.word import AUDIENCES, CLOSED_ZONES, KINDS_OF_ALARM, MANNERS, PUBLIC_ZONES, REACHES, SHARED_ZONES
from service.access.action import Action
from service.access.giving import MAY_GIVE
from service.access.rights import IN_PERSON, MAY, Role
from service.cli.commands import app
from service.cli.first_run.settings_file import said_of_settings
from service.dispatch.faults import MESSAGES, STATES
from service.dispatch.metric import METRICS
from service.privacy.kinds import KINDS, NEVER, Kind
from service.settings import Settings
from service.store.versions import NEWEST, OLDEST_BESIDE, VERSIONS
from service.version import VERSION
from service.web import i18n

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
BEGIN = "<!-- made by docs/reference/make.py -->"
END = "<!-- end of what is made -->"


def settings() -> str:
    """Return every setting: its variable, its key in TOML, its default, and what it is."""
    rows = []
    for name, said in said_of_settings().items():
        default = Settings.model_fields[name].default
        shown = "–" if default is None or default is PydanticUndefined else f"`{default}`"
        rows.append((f"`TRYGG_{name.upper()}`", f"`{name}`", shown, said))
    return _table(("variable", "in TOML", "when not set", "what it is"), rows)


def commands() -> str:
    """Return every command with its arguments and options."""
    return "\n\n".join(_commands(typer.main.get_command(app), "trygg"))


def _commands(command: object, path: str) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is not None:
        for name in sorted(below):
            yield from _commands(below[name], f"{path} {name}")
        return
    parameters = [p for p in getattr(command, "params", ()) if p.name != "help"]
    arguments = [p for p in parameters if not p.opts[0].startswith("-")]
    options = [p for p in parameters if p.opts[0].startswith("-")]
    usage = " ".join([path, *(_argument(p) for p in arguments), *(["[OPTIONS]"] if options else [])])
    text = [f"### `{path}`", "", _one_line(getattr(command, "help", "")), "", f"Usage: `{usage}`"]
    rows = [(f"`{p.name.upper()}`", "", _one_line(p.help)) for p in arguments]
    rows += [(f"`{', '.join(p.opts)}`", _default(p), _one_line(p.help)) for p in options]
    if rows:
        text += ["", _table(("argument or option", "when left out", "what it is"), rows)]
    yield "\n".join(text)


def _argument(parameter: object) -> str:
    name = str(getattr(parameter, "name", "")).upper()
    many = "..." if getattr(parameter, "nargs", 1) == -1 else ""
    return f"{name}{many}" if getattr(parameter, "required", False) else f"[{name}{many}]"


def _default(parameter: object) -> str:
    default = getattr(parameter, "default", None)
    if default is None or default is False:
        return "–"
    return f"`{default}`"


def rules() -> str:
    """Return the fixed words of a plan, and every rule of its check."""
    words = [
        ("kind of a zone: visitors are there alone", ", ".join(f"`{w}`" for w in PUBLIC_ZONES)),
        ("kind of a zone: visitors may pass", ", ".join(f"`{w}`" for w in SHARED_ZONES)),
        ("kind of a zone: staff only", ", ".join(f"`{w}`" for w in CLOSED_ZONES)),
        ("`manner` of a zone", ", ".join(f"`{w}`" for w in MANNERS)),
        ("`audience` of a screen", ", ".join(f"`{w}`" for w in AUDIENCES)),
        ("`reach` of a contact", ", ".join(f"`{w}`" for w in REACHES)),
        ("kind of alarm known without a title", ", ".join(f"`{w}`" for w in KINDS_OF_ALARM)),
    ]
    checks = [(f"`{rule.code}`", rule.severity, rule.explanation) for rule in RULES]
    return "\n\n".join(
        [
            "### The fixed words",
            _table(("where", "words"), words),
            "### The rules",
            _table(("code", "how grave", "what it asks for, and why"), checks),
        ]
    )


def faults() -> str:
    """Return every fault with its texts in all languages, as the screens show them."""
    texts = i18n.load()
    blocks = []
    for code, english in MESSAGES.items():
        lasts = "lasts until it is mended" if code in STATES else "fades ten minutes after it was last seen"
        rows = [(lang, _readable(texts.text(lang, english))) for lang in i18n.LANGUAGES]
        blocks.append(f"### `{code}`\n\nThis fault {lasts}.\n\n{_table(('language', 'on the screen'), rows)}")
    return "\n\n".join(blocks)


def metrics() -> str:
    """Return every figure that Prometheus is told."""
    rows = [
        (f"`{one.name}`", one.kind, ", ".join(f"`{label}`" for label in one.labels) or "–", one.says)
        for one in METRICS.values()
    ]
    return _table(("figure", "kind", "told apart by", "what it is"), rows)


def versions() -> str:
    """Return this version's schema, who may write beside it, and what each schema brought."""
    folder = ROOT / "service" / "store" / "migrations" / "versions"
    brought = {file.name[:4]: ast.get_docstring(ast.parse(file.read_text())) or "" for file in folder.glob("0*.py")}
    rows = [(f"`{one}`", _beside(one), brought[one].partition("\n\n")[0].replace("\n", " ")) for one in VERSIONS]
    said = f"Version {VERSION} makes schema `{NEWEST}`; nodes from schema `{OLDEST_BESIDE}` on may run beside it."
    heads = ("schema", "nodes of it beside this version", "what it brought, and what goes on the way back below it")
    return f"{said}\n\n{_table(heads, rows)}"


def _beside(schema: str) -> str:
    """Say what a node of a schema does beside a node of this version."""
    return "–" if schema == NEWEST else "go on writing" if schema >= OLDEST_BESIDE else "show and keep presses"


def _readable(text: str) -> str:
    """Return a text with its places marked as a reader expects them."""
    for name in ("subject", "count", "day", "seconds", "percent"):
        text = text.replace(f"%({name})s", f"{{{name}}}")
    return text.replace("%%", "%")


def _may(role: Role, action: Action) -> str:
    """Say whether a role may something."""
    return "yes" if action in MAY[role] else "in person" if action in IN_PERSON.get(role, ()) else ""


def rights() -> str:
    """Return which role may do what, and what each action is."""
    says = _said_of_actions()
    rows = [(f"`{action.value}`", says[action.name], *(_may(role, action) for role in Role)) for action in Action]
    table = _table(("action", "what it is", *(f"`{role.value}`" for role in Role)), rows)
    given = [
        (f"`{role.value}`", ", ".join(f"`{one.value}`" for one in Role if one in MAY_GIVE[role])) for role in MAY_GIVE
    ]
    giving = _table(
        ("who looks after people", "the roles she may give and take, in the offices in which she has hers"), given
    )
    return f"## The roles\n\n{table}\n\n## Who may give what\n\n{giving}"


def _said_of_actions() -> dict[str, str]:
    """Return the text that stands below each action."""
    body = next(n for n in ast.parse(dedent(inspect.getsource(Action))).body if isinstance(n, ast.ClassDef)).body
    told = {}
    for field, below in pairwise(body):
        if isinstance(field, ast.Assign) and isinstance(below, ast.Expr) and isinstance(field.targets[0], ast.Name):
            told[field.targets[0].id] = " ".join(str(ast.literal_eval(below.value)).split())
    return told


def stored() -> str:
    """Return every kind of data: what, why, how long, where, and who may see it; then what is never stored."""
    rows = [
        (one.title, one.what, one.why, _kept(one), one.end, ", ".join(f"`{n}`" for n in (*one.tables, *one.files)))
        for one in KINDS
    ]
    table = _table(("kind", "what", "why", "how long", "then", "where"), rows)
    seen = _table(
        ("kind", "who may see it"),
        [(one.title, ", ".join(f"`{a.value}`" for a in one.seen_by) or "–") for one in KINDS],
    )
    never = "\n".join(f"- {one}" for one in NEVER)
    return f"{table}\n\n## Who may see it\n\n{seen}\n\n## What is never stored\n\n{never}"


def _kept(one: Kind) -> str:
    """Return how long a kind is kept, as a setting says it where one does."""
    fates = {"fixed": "fixed", "stays": "it stays", "decided": ""}
    defaults = [(name, Settings.model_fields[name].default) for name in one.settings]
    told = ", ".join(f"`{name}` ({default or 'until decided'})" for name, default in defaults)
    return told or fates[one.fate]


def layers() -> str:
    """Return what stands in the service above what, as the import contract has it, and what each part is."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    lines = next(contract["layers"] for contract in contracts if contract.get("containers") == ["service"])
    rows = []
    for number, line in enumerate(lines, start=1):
        for part in line.replace("(", "").replace(")", "").split(" | "):
            folder = (ROOT / "service" / part / "__init__.py").is_file()
            code = ROOT / "service" / (f"{part}/__init__.py" if folder else f"{part}.py")
            said = ast.get_docstring(ast.parse(code.read_text())) or ""
            rows.append((str(number), f"`{part}`", said.partition("\n\n")[0]))
    return _table(("layer", "part", "what it is"), rows)


ARCHITECTURE = "../explanation/architecture.md"
PAGES = {
    "access.md": rights,
    "settings.md": settings,
    "cli.md": commands,
    "plan.md": rules,
    "faults.md": faults,
    "what-is-stored.md": stored,
    "metrics.md": metrics,
    "versions.md": versions,
    ARCHITECTURE: layers,
}
"""Which page takes what from the code."""


def filled(page: str, made: str) -> str:
    """Return a page's text with what is made put between its marks.

    Raises:
        ValueError: when the page does not have both marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"a page needs both marks: {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def main() -> None:
    """Write all pages."""
    for name, make in PAGES.items():
        path = FOLDER / name
        before = path.read_text()
        after = filled(before, make())
        if after != before:
            path.write_text(after)
            sys.stdout.write(f"{name} is written anew\n")


if __name__ == "__main__":
    main()
