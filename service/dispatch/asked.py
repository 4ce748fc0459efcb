"""From a press as intake understood it to what is asked of the alarm."""

from roles.level import CALM
from roles.plan import EMERGENCY
from roles.sight import calm_zones
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.commands import CountPress, Raise
from service.dispatch.book import OfficePage
from service.dispatch.calling import graver_scripts, script_of
from service.dispatch.identity import alarm_id
from service.dispatch.trigger import Trigger


def count_command(page: OfficePage, actor: Actor, presser: str, other: Alarm) -> CountPress:
    """Return the command that counts in another open alarm who has pressed in this one."""
    scripts = graver_scripts(page, other.script)
    return CountPress(actor=actor, presser=presser, scripts=scripts, plan=page.plan.version)


def raise_command(page: OfficePage, trigger: Trigger, alarm: Alarm | None) -> Raise:
    """Return the command that raises an alarm, or joins the one that is open."""
    kind = EMERGENCY if trigger.kind in CALM else trigger.kind
    script = script_of(page, kind)
    return Raise(
        actor=trigger.actor,
        alarm=alarm_id(trigger.press_key),
        press_key=trigger.press_key,
        open_key=trigger.open_key,
        mode=trigger.mode,
        kind=kind,
        gesture=trigger.gesture,
        zone=trigger.zone,
        device=trigger.device,
        press=trigger.press,
        presser=trigger.presser,
        pressed_at=trigger.pressed_at,
        doubtful=trigger.doubtful,
        plan=page.plan.version,
        script=script,
        scripts=graver_scripts(page, script, *([alarm.script] if alarm else [])),
        calm=calm_zones(page.plan, trigger.zone),
        located=trigger.located,
    )
