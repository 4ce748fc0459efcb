"""Every kind of undertaking that this service knows: one line each."""

from collections.abc import Mapping
from typing import Final

from service.dispatch.drill import DRILL
from service.dispatch.measure import MEASURE
from service.dispatch.meeting import MEETING
from service.dispatch.pulse import PULSE
from service.dispatch.readiness import READINESS
from service.dispatch.report import REPORT
from service.dispatch.revision import REVISION
from service.dispatch.undertaking_kind import Kind
from service.store.undertaking_port import UndertakingKind

KINDS: Final[Mapping[UndertakingKind, Kind]] = {
    kind.name: kind for kind in (MEETING, DRILL, READINESS, REPORT, MEASURE, PULSE, REVISION)
}
