"""The steps of the first run: each looks whether its part is there, makes it where it is not, and says which of both.

A step that was killed leaves nothing half done: a file appears whole, an account in one transaction. So every step may
be taken again.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from service.cli.first_run import ask
from service.cli.first_run.ask import Asking
from service.cli.first_run.folder import make_folder, open_to_others, write_new
from service.cli.first_run.reach import ReachGiven, reach_settings
from service.cli.first_run.settings_file import settings_text
from service.cli.roll import fallen, grants_held, with_roll
from service.settings import Settings

if TYPE_CHECKING:
    from service.access.roll import Roll
    from service.store.access_port import Account
    from service.store.port import Store

SETTINGS_FILE: Final = "trygg.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What the options say; None is asked for where it is needed."""

    login: str | None = None
    name: str | None = None
    password_file: Path | None = None
    reach: ReachGiven = field(default_factory=ReachGiven)
    office: str | None = None
    template: str | None = None
    languages: tuple[str, ...] = ("sv",)


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What one step came to."""

    made: bool
    """False for what was there already, and stays as it is."""
    what: str

    def __str__(self) -> str:
        """Return it as a line."""
        return f"{'made    ' if self.made else 'is there'}  {self.what}"


def settings_step(folder: Path, asking: Asking, given: Given) -> Iterator[Done]:
    """Write the settings file, with what was chosen filled in."""
    config = folder / SETTINGS_FILE
    if config.exists():
        kept = f"{config}: the settings, which stay as they are"
    else:
        chosen: dict[str, Any] = {"data_dir": folder / "data", "plans_dir": folder / "plans"}
        chosen |= reach_settings(asking, given.reach)
        if write_new(config, settings_text(chosen)):
            yield Done(made=True, what=f"{config}: the settings, each with what it means")
            return
        kept = f"{config}: the settings; somebody else has just written them"
    if open_to_others(config):
        kept += f"; others may read it: chmod 600 {config}"
    if given.reach != ReachGiven():
        kept += "; how it is reached is changed there by hand, and --reach and its like were not looked at"
    yield Done(made=False, what=kept)


def folders_step(settings: Settings) -> Iterator[Done]:
    """Make the folders that the settings name."""
    for path, what in ((settings.data_dir, "what Trygg keeps"), (settings.plans_dir, "the plans")):
        made = make_folder(path)
        more = f"; others may look into it: chmod 700 {path}" if not made and open_to_others(path) else ""
        yield Done(made=made, what=f"{path}: the folder of {what}{more}")


def heads_step(settings: Settings) -> Iterator[Done]:
    """Make the key that signs heads of the record; where they go is said later, in routes.toml."""
    from service.notify.heads.key import FILE, make_key

    path = settings.data_dir / FILE
    made = not path.exists()
    public = make_key(path).public
    yield Done(made=made, what=f"{path}: the key that signs heads of the record; write its public part down: {public}")


def account_step(config: Path, asking: Asking, given: Given) -> Iterator[Done | str]:
    """Make the first account: an operator, who gives everybody else hers and reads nothing of what people do."""
    from service.access.rights import Grant, Role
    from service.access.roll import login_of, name_of

    accounts, managing = with_roll(config, _accounts)
    if accounts:
        if managing:
            more = "" if given.login in (None, *accounts) else "; no other was made: trygg user add"
            yield Done(made=False, what=f"an account that may manage the others: {managing[0]}{more}")
        else:
            grant = f"trygg user grant {accounts[0]} --role operator --config {config}"
            yield Done(made=False, what=f"accounts, of which none may manage the others: {grant}")
        return
    proposed = os.environ.get("USER", "")
    name = ask.answered(asking, given.name, "Your name, as people read it", "--name", wrong=_wrong(name_of))
    login = ask.answered(
        asking, given.login, "Your login: one word", "--login", wrong=_wrong(login_of), proposed=proposed
    )
    typed = ask.password(asking, given.password_file)

    async def make(roll: "Roll", store: "Store") -> "tuple[Account, str]":
        made = await roll.add(login, name, grants=[Grant(role=Role.OPERATOR, office=None)], typed=typed)
        return made, await fallen(roll, store)

    made, ended = with_roll(config, make)
    yield Done(made=True, what=f"the account of {made.name}, who logs in as {made.login}: operator in all offices")
    if ended:
        yield ended


def _wrong(read: "Callable[[str], str]") -> ask.Wrong:
    """Return what says why something cannot be kept as an account has it."""
    from service.access.roll import RollError

    def why(said: str) -> str | None:
        try:
            read(said)
        except RollError as wrong:
            return str(wrong).rstrip(".")
        return None

    return why


async def _accounts(_: "Roll", store: "Store") -> tuple[list[str], list[str]]:
    """Return the logins that hold, and those of them that may manage the others."""
    from service.access.action import Action
    from service.access.rights import may

    going = [one for one in await store.access.accounts() if one.ended_at is None]
    managing = [
        one.login for one in going if may(grants_held(await store.access.grants(one.id)), Action.MANAGE_PEOPLE, None)
    ]
    return [one.login for one in going], managing


def plan_step(settings: Settings, asking: Asking, given: Given) -> Iterator[Done]:
    """Write a first plan from a template, where one is wanted; an office needs no file to begin with."""
    there = sorted(path.name for path in settings.plans_dir.glob("*.yaml"))
    if there and given.template is None:
        yield Done(made=False, what=f"plans: {', '.join(there)}")
        return
    template, office = given.template, given.office
    if template is None:
        if not asking.answers:
            return
        print("A plan to begin with? Its nine people are invented. Leave it empty to write one in the browser.")
    ways = ", ".join(_templates())
    template = ask.answered(asking, template, f"{ways}, or nothing", "--template", wrong=_no_template)
    if not template:
        return
    office = ask.answered(
        asking, office, "The office in one short word, for addresses", "--office", wrong=_no_short_word
    )
    file = settings.plans_dir / f"{office}.yaml"
    if write_new(file, _plan(template, office, given.languages)):
        yield Done(made=True, what=f"{file}: a plan with invented people; put your own in their place")
    else:
        yield Done(made=False, what=f"{file}: the plan, which stays as it is")


def broker_step(settings: Settings) -> Iterator[Done]:
    """Make the keys of the broker where devices elsewhere reach it; its configuration it is given at each start."""
    from service.clock import SystemClock
    from service.ingest.broker_certificate import CertificateError
    from service.wiring.own_broker import certificate_folder, tls_listener

    if settings.mqtt_url is not None:
        yield Done(made=False, what="a broker of your own; trygg broker config writes what it has to be told")
        return
    if settings.broker_host is None:
        alone = "for devices on this computer; see broker_host in the settings for others"
        yield Done(made=False, what=f"the broker: Trygg runs its own and configures it at the start, {alone}")
        return
    authority = certificate_folder(settings) / "ca.pem"
    made = not authority.exists()
    try:
        tls_listener(settings, SystemClock())
    except (CertificateError, OSError) as wrong:
        ask.stop(f"the broker gets no certificate: {wrong} (--broker-host, --broker-name)")
    yield Done(made=made, what=f"{authority}: the authority that devices trust, and below it the broker's key")


def _no_template(said: str) -> str | None:
    if not said or said in _templates():
        return None
    return f"there is no template {said[:100]!r}; choose one of {', '.join(_templates())}"


def _no_short_word(said: str) -> str | None:
    from roles.word import is_slug

    return None if is_slug(said) else f"{said[:100]!r} is no short word: small letters a-z, digits and hyphens"


def _templates() -> Sequence[str]:
    from roles.template import TEMPLATES

    return [one.id for one in TEMPLATES]


def _plan(template: str, office: str, languages: Sequence[str]) -> str:
    from datetime import timedelta
    from importlib.resources import files

    from roles.edit import Put, edit
    from roles.template import written_in
    from service.clock import SystemClock

    text = (files("roles") / "templates" / f"{template}.yaml").read_text(encoding="utf-8")
    expires = SystemClock().now().date() + timedelta(days=364)
    return edit(written_in(text, languages, expires=expires), Put(path=("office",), value=office))
