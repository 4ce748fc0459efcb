"""Plans that the operator puts into the folder: each is taken once, at once, and an entry says so."""

import logging
from collections.abc import Mapping
from datetime import datetime

from roles.loaded import Loaded
from roles.plan import Plan
from roles.version import matters
from service.alarm.actor import Actor
from service.clock import Clock
from service.life.commands import TakeFile
from service.life.decide import decide
from service.planning.judgement import day_of
from service.planning.record import life_in, life_of, write
from service.store.port import PlanVersion, Store, StoreError, Unit
from service.timeline.entry import Entry

VIA = "file"

_log = logging.getLogger(__name__)


async def take_file(
    store: Store, clock: Clock, plan: Plan, loaded: Loaded, *, written: str, file: str
) -> tuple[Entry, ...]:
    """Let a plan from the folder hold at once, unless this very file was taken before; return what was written.

    Args:
        store: where it is kept.
        clock: what time it is.
        plan: the plan without errors.
        loaded: what came of reading it.
        written: the file's text.
        file: the file's digest.

    Raises:
        StoreError: the store could not be asked, or written.
    """
    now = clock.now()
    about: Mapping[str, str] = {"time_zone": plan.time_zone}

    def work(unit: Unit) -> tuple[Entry, ...]:
        life = life_of(unit).at(now)
        command = TakeFile(
            actor=Actor(via=VIA),
            version=plan.version,
            file=file,
            last_day=plan.expires,
            today=day_of(about, now),
            warnings=sum(matters(one) for one in loaded.findings),
        )
        events = decide(life, command, now, command.today)
        if withdrawn := next((event.facts["withdrawn"] for event in events), None):
            _log.warning("%s took the place of %s too, which was published for later", plan.office, withdrawn[:12])
        if events:
            unit.keep_version(_version(plan, loaded, written, now))
        return write(unit, life, events, {})

    try:
        return await store.commit(plan.office, work)
    except StoreError:
        raise
    except Exception:  # where what was decided before is damaged, it is made anew, and this is done upon that
        await life_in(store, plan.office)
        return await store.commit(plan.office, work)


def _version(plan: Plan, loaded: Loaded, written: str, now: datetime) -> PlanVersion:
    return PlanVersion(office=plan.office, version=plan.version, written=written, text=loaded.text, made_at=now)
