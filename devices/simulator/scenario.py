"""How an invented pendant behaves: a native device with a virtual clock.

Every instant is a number of seconds on whatever clock the caller has; a pendant is a value, and what happens to it
gives the next one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from devices.outputs import FEEDBACK_STATES, USUAL, Ability, Feedback, FeedbackState, Felt, felt, read_feedback
from devices.topics import Leaf, topic_of

FIRST_PAUSE = 2.0
LAST_PAUSE = 30.0
"""Seconds between two repeats of a press that nobody has confirmed: from the first, doubling, to the last."""

TELEMETRY_PAUSE = 60.0

Fault = Literal["deaf", "low_battery"]
"""deaf: no feedback ever reaches it, so it repeats and its wearer feels nothing; low_battery: it says so."""
FAULTS: tuple[Fault, ...] = get_args(Fault)


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What a pendant publishes, at QoS 1."""

    topic: str
    payload: bytes
    retain: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A press that nobody has confirmed yet."""

    press_id: str
    gesture: str
    zone: str | None
    due_at: float
    pause: float = FIRST_PAUSE
    sent: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Pendant:
    """One pendant at one moment.

    `boot` has to differ at each start of the pendant, for ever: press ids are made from it and must never come again.
    `state` is the furthest that its wearer was told about `alarm`, None before any feedback; `seen`, `coming` and
    `there` are what its display, if it has one, shows beside that.
    """

    office: str
    device: str
    boot: str
    fault: Fault | None = None
    online: bool = False
    pressed: int = 0
    waiting: tuple[Waiting, ...] = ()
    alarm: str | None = None
    state: FeedbackState | None = None
    abilities: frozenset[Ability] = USUAL
    seen: int | None = None
    coming: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    told: int = 0
    telemetry_at: float = 0.0

    @property
    def last_press_id(self) -> str | None:
        """The id of the latest press, None before the first."""
        return self._press_id(self.pressed) if self.pressed else None

    @property
    def battery(self) -> int:
        """The charge left, in percent."""
        return 4 if self.fault == "low_battery" else 87

    @property
    def felt(self) -> Felt | None:
        """What the wearer felt last, None where she has been told nothing."""
        return None if self.state is None else felt(self.state, self.abilities)

    def press(self, now: float, gesture: str = "single", zone: str | None = None) -> "Pendant":
        """Return the pendant just pressed; the press is due at once, and its id is `last_press_id`."""
        count = self.pressed + 1
        press = Waiting(press_id=self._press_id(count), gesture=gesture, zone=zone, due_at=now)
        pressed = replace(self, pressed=count, waiting=(*self.waiting, press))
        # While help is under way a further press joins it; after the all-clear it is a new call, nobody knows it yet.
        if self.state != "cleared":
            return pressed
        return replace(pressed, alarm=None, state=None, seen=None, coming=(), there=())

    def connect(self, now: float) -> "Pendant":
        """Return the pendant just connected: whatever still waits is due at once."""
        waiting = tuple(replace(press, due_at=min(press.due_at, now)) for press in self.waiting)
        return replace(self, online=True, waiting=waiting, telemetry_at=now)

    def disconnect(self) -> "Pendant":
        """Return the pendant without a connection: nothing is due until it has one."""
        return replace(self, online=False)

    def on_feedback(self, payload: bytes) -> "Pendant":
        """Return the pendant after a feedback; any state of a press says that the press was received."""
        if self.fault == "deaf":
            return self
        feedback = read_feedback(payload)
        if feedback is None:
            return self
        waiting = tuple(press for press in self.waiting if press.press_id != feedback.press)
        confirms = len(waiting) < len(self.waiting)
        if feedback.alarm == self.alarm:
            state = _furthest(self.state, feedback.state)
            if state != feedback.state and not confirms:
                return self  # overtaken on the way
            if state == self.state and not confirms and self._shows(feedback):
                return self  # told twice
        elif confirms or self._may_begin(feedback):
            state = feedback.state
        else:
            return self  # of an alarm that is over, or of another start of this pendant
        news = replace(self, waiting=waiting, alarm=feedback.alarm, state=state, told=self.told + 1)
        if "text" not in self.abilities or state != feedback.state:
            return news
        return replace(news, seen=feedback.seen, coming=feedback.coming, there=feedback.there)

    def due(self, now: float) -> tuple["Pendant", tuple[Message, ...]]:
        """Return the pendant after it has published what is due, and that; nothing while it is not connected."""
        if not self.online:
            return self, ()
        messages = [self._press_message(press) for press in self.waiting if press.due_at <= now]
        waiting = tuple(_repeated(press, now) if press.due_at <= now else press for press in self.waiting)
        telemetry_at = self.telemetry_at
        if telemetry_at <= now:
            messages.append(self._message("telemetry", {"battery": self.battery, "rssi": -61}))
            telemetry_at = now + TELEMETRY_PAUSE
        return replace(self, waiting=waiting, telemetry_at=telemetry_at), tuple(messages)

    def next_due(self) -> float | None:
        """Return when something is due next, None while there is no connection."""
        return min((self.telemetry_at, *(press.due_at for press in self.waiting))) if self.online else None

    def status(self, word: Literal["online", "offline"]) -> Message:
        """Return the retained status: published at connect, and left with the broker as the last will."""
        return Message(topic=topic_of(self.office, self.device, "status"), payload=word.encode(), retain=True)

    @property
    def feedback_topic(self) -> str:
        """The topic on which the pendant is told something."""
        return topic_of(self.office, self.device, "feedback")

    def _shows(self, feedback: Feedback) -> bool:
        """Say whether the display, if there is one, shows already what a feedback of the same state says."""
        return "text" not in self.abilities or (self.seen, self.coming, self.there) == (
            feedback.seen,
            feedback.coming,
            feedback.there,
        )

    def _may_begin(self, feedback: Feedback) -> bool:
        # Without the press's own id only the moment can say whether it is meant.
        return feedback.press is None and self.pressed > 0 and self.alarm is None

    def _press_id(self, count: int) -> str:
        return f"{self.boot}-{count}"

    def _press_message(self, press: Waiting) -> Message:
        told = {"id": press.press_id, "gesture": press.gesture, "zone": press.zone}
        return self._message("press", {name: value for name, value in told.items() if value is not None})

    def _message(self, leaf: Leaf, told: Mapping[str, object]) -> Message:
        return Message(topic=topic_of(self.office, self.device, leaf), payload=json.dumps(told).encode())


def _repeated(press: Waiting, now: float) -> Waiting:
    return replace(press, due_at=now + press.pause, pause=min(2 * press.pause, LAST_PAUSE), sent=press.sent + 1)


def _furthest(before: FeedbackState | None, told: FeedbackState) -> FeedbackState:
    if before is None:
        return told
    return max(before, told, key=FEEDBACK_STATES.index)
