"""`trygg plan template`: a whole plan with invented people, for an office to begin from."""

from typing import Annotated

import typer

from service.cli.tongue import Language, into

Speaks = Annotated[
    list[Language] | None,
    typer.Option("--language", help="A language of the office, its own first; may be said again. Else Swedish."),
]


def template(
    name: Annotated[str | None, typer.Argument(help="The template's name; all are listed when left out.")] = None,
    languages: Speaks = None,
) -> None:
    """Print a plan to begin from, with nine invented people; it expires within a year."""
    from datetime import timedelta
    from importlib.resources import files

    from roles.template import TEMPLATES, written_in
    from service.clock import SystemClock

    if name is None:
        translate = into(languages[0] if languages else Language.en)
        for one in TEMPLATES:
            print(f"{one.id}: {one.title.said(translate)}. {one.says.said(translate)}")
        return
    if name not in {one.id for one in TEMPLATES}:
        raise typer.BadParameter(f"there is no template “{name}”; use one of: {', '.join(one.id for one in TEMPLATES)}")
    text = (files("roles") / "templates" / f"{name}.yaml").read_text(encoding="utf-8")
    expires = SystemClock().now().date() + timedelta(days=364)
    print(written_in(text, list(dict.fromkeys(languages or [Language.sv])), expires=expires), end="")
