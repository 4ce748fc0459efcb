"""`trygg plan versions`, `publish`, `roll-back` and `gone`: a plan's life, from the command line."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from service.cli.options import Config, Office
from service.cli.plan_service import By, OfficeOption, Service, Url

SHOWN = 12
"""Digits of a version that are shown, and enough to name one."""


def versions(office: Office, *, url: Url = None, config: Config = None) -> None:
    """Show an office's versions: which one holds and until when, who approved it, and what waits for somebody."""
    plan = Service(office, url, config).get()
    for one in plan["versions"]:
        until = f", until {one['expires']}" if one["expires"] else ""
        print(f"{one['version'][:SHOWN]}  {one['state'].replace('_', ' ')}{until}  {_said(plan, one)}")
        if one["view"] and one["view"]["open"]:
            print(f"  an objection waits for an answer: {one['view']['words']}")
        if one["published"] and one["published"]["reason"]:
            print(f"  published for this reason: {one['published']['reason']}")
        for failed in one["scenarios"]:
            print("  {source}:{line}:{column}: {code}: {message}".format(**failed))
        for gone in one["gone"] if one["state"] in ("in_force", "expired", "published") else ():
            where = ", ".join(gone["roles"]) or "as somebody who works here"
            since = f" ({gone['since'][:10]})" if gone["since"] else ""
            print(f"  {gone['name']} has left{since} and is still named: {where}")
    holds = plan["in_force"]
    if holds and holds["unread"]:
        print(f"{len(holds['unread'])} have not said yet that they have read their duty.")
    if gone := plan["withdrawn"]:
        what = "a changed file" if gone["through"] == "file" else "what was published since"
        print(f"{gone['version'][:SHOWN]} was to hold from {gone['holds_from']}; {what} has withdrawn it.")
    if plan["too_long"]:
        print("The plan takes too long to be worked through; it is not tried again before it changes. Make it smaller.")
    if plan["draft"]:
        print(f"There is a draft, revision {plan['draft']['revision']}, by {_name(plan, plan['draft']['by'])}.")
    if plan["file"] and plan["file"]["differs"]:
        print("The file in the folder of plans differs from the plan that holds.")


def publish(
    file: Annotated[Path, typer.Argument(help="A plan file.", exists=True, dir_okay=False)],
    *,
    office: OfficeOption,
    by: By,
    reason: Annotated[str, typer.Option(help="Why, where something is not as it should be; kept and shown.")] = "",
    holds_from: Annotated[
        str | None,
        typer.Option("--from", help="From when on, as 2026-12-01T08:00 by the office's clock; else at once."),
    ] = None,
    url: Url = None,
    config: Config = None,
) -> None:
    """Approve and publish a plan, as whom the plan names as manager. Somebody else's draft is not overwritten."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as wrong:
        print(f"trygg: {file} is not UTF-8 ({wrong.reason}); save it as UTF-8", file=sys.stderr)
        raise typer.Exit(1) from wrong
    service = Service(office, url, config)
    status, draft = service.ask("PUT", "/draft", {"text": text, "revision": None, "by": by}, accept=(409,))
    if status == 409:
        print("trygg: there is a draft in the editor that somebody is working on:", file=sys.stderr)
        for one in draft["differences"]:
            print(f"  {one['words']}", file=sys.stderr)
        print("trygg: publish or discard that one first", file=sys.stderr)
        raise typer.Exit(1)
    for finding in [*draft["findings"], *draft["scenarios"]]:
        print("{source}:{line}:{column}: {severity} {code}: {message} {remedy}".format(**finding))
    version = draft["version"]
    before = _find(service.get(), version)
    if not (before and before["is_approved"]):
        service.post("/approve", version=version, by=by)
    plan = service.post("/publish", version=version, by=by, reason=reason or None, holds_from=holds_from)
    print(f"{office}: {version[:SHOWN]} is {_find(plan, version)['state'].replace('_', ' ')}")


def roll_back(
    *,
    office: OfficeOption,
    by: By,
    reason: Annotated[str, typer.Option(help="Why; kept and shown.")],
    to: Annotated[
        str | None, typer.Option(help="The version, or its first digits; else the one that held before.")
    ] = None,
    url: Url = None,
    config: Config = None,
) -> None:
    """Let an earlier version hold again, at once."""
    service = Service(office, url, config)
    plan = service.get()
    held = [one for one in plan["versions"] if one["state"] == "superseded"]
    held.sort(key=lambda one: one["holds_from"] or "", reverse=True)
    named = [one for one in plan["versions"] if one["version"].startswith(to)] if to else held[:1]
    if len(named) != 1:
        problem = ("several versions begin so" if named else "no version begins so") if to else "no version held before"
        print(f"trygg: {problem}; see `trygg plan versions {office}`", file=sys.stderr)
        raise typer.Exit(1)
    service.post("/roll-back", to=named[0]["version"], by=by, reason=reason)
    print(f"{office}: {named[0]['version'][:SHOWN]} holds again")


def gone(
    person: Annotated[str, typer.Argument(help="The person's slug in the plan.")],
    *,
    office: OfficeOption,
    by: By,
    back: Annotated[bool, typer.Option("--back", help="She is back.")] = False,
    url: Url = None,
    config: Config = None,
) -> None:
    """Say that somebody has left or moved: the plans that still name them are flagged."""
    plan = Service(office, url, config).post("/gone", person=person, by=by, gone=not back)
    named = plan["in_force"]["gone"] if plan["in_force"] else []
    print(f"{office}: the plan that holds names {len(named)} who have left")


def _find(plan: dict[str, Any], version: str) -> Any:
    return next((one for one in plan["versions"] if one["version"] == version), None)


def _name(plan: dict[str, Any], key: str | None) -> str:
    return str(plan["names"].get(key, key or "nobody known"))


def _said(plan: dict[str, Any], one: dict[str, Any]) -> str:
    if one["approved"]:
        return f"approved by {_name(plan, one['approved']['by'])}"
    published = one["published"]
    return "from the file, approved by nobody" if published and published["through"] == "file" else "not approved"
