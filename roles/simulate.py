"""A press and how calls are answered → what the plan makes happen, second by second. Pure: chance is an argument.

Whoever is called by a way that is down does not answer; a call outside that cannot leave fails at once. When an answer
and a deadline fall on the same instant, the answer comes first.
"""

import heapq
from datetime import timedelta
from typing import assert_never

from roles.plan import Plan
from roles.simulate_model import Course, Rosters
from roles.simulate_run import LONGEST, NOTHING, Answer, Answering, Press, Run, reached_by

__all__ = ["simulate"]


def simulate(
    plan: Plan,
    press: Press,
    answering: Answering | None = None,
    *,
    until: timedelta = LONGEST,
    rounds: int | None = None,
    rosters: Rosters | None = None,
) -> Run:
    """Return what is predicted of one press.

    Args:
        plan: the plan in force.
        press: where, when and by whom, and what is down.
        answering: how each call is answered; without it nobody answers.
        until: how long after the press to look, at most.
        rounds: after so many repeats of the response to stop looking; None for no such end.
        rosters: what was worked out for other presses on the same plan, to save time.
    """
    if "broker" in press.down:
        return Run(press=press, is_heard=False)
    return _Prediction(Course(rosters or Rosters(plan), press), press, answering).run(until, rounds)


class _Prediction:
    """One run while it is worked out: the course of the alarm, and the answers that are on their way."""

    def __init__(self, course: Course, press: Press, answering: Answering | None) -> None:
        self._course = course
        self._press = press
        self._answering = answering
        self._coming: list[tuple[timedelta, int, str, str]] = []
        self._count = 0
        self._awaited: dict[str, int] = {}
        self._unaware: dict[str, None] = {}

    def run(self, until: timedelta, rounds: int | None) -> Run:
        """Follow the alarm until nothing more can happen, or for as long as was asked for."""
        course = self._course
        course.begin()
        self._ask(timedelta(0))
        for one in self._press.further:
            self._push(one.after, one.presser, "press")
        while True:
            due = course.deadline()
            answer_at = self._coming[0][0] if self._coming else None
            is_answer = answer_at is not None and (due is None or answer_at <= due)
            at = answer_at if is_answer else due
            if at is None or at > until:
                break
            if is_answer:
                self._take(at)
            else:
                course.pass_deadline(at)
            self._ask(at)
            if rounds is not None and course.rounds >= rounds:
                break
        return Run(
            press=self._press,
            moments=tuple(course.moments),
            unaware=tuple(self._unaware),
            is_answered=course.is_answered,
        )

    def _ask(self, at: timedelta) -> None:
        """Find out what becomes of the calls that have just been made."""
        calls, self._course.calls = self._course.calls, []
        for call in calls:
            who = call.person or call.contact or ""
            way = reached_by(call.reach)
            if way not in self._press.down:
                if self._answering is not None and not self._awaited.get(who):
                    self._expect(who, at, self._answering(call))
                continue
            self._unaware[who] = None
            if way == "telephone":
                self._push(at, who, "fail")

    def _expect(self, who: str, at: timedelta, answer: Answer = NOTHING) -> None:
        if answer.asks is not None:
            self._push(at + answer.asks, who, "ask")
        match answer.says:
            case "nothing":
                return
            case "declines":
                self._push(at + answer.after, who, "decline")
            case "accepts":
                self._push(at + answer.after, who, "accept")
                if answer.arrives is not None:
                    self._push(at + answer.after + answer.arrives, who, "arrive")
            case _:
                assert_never(answer.says)

    def _push(self, at: timedelta, who: str, what: str) -> None:
        self._count += 1
        if what != "press":
            self._awaited[who] = self._awaited.get(who, 0) + 1
        heapq.heappush(self._coming, (at, self._count, who, what))

    def _take(self, at: timedelta) -> None:
        _, _, who, what = heapq.heappop(self._coming)
        if what != "press":
            self._awaited[who] -= 1
        match what:
            case "accept":
                self._course.accept(who, at)
            case "decline":
                self._course.decline(who, at)
            case "arrive":
                self._course.arrive(who, at)
            case "press":
                self._course.press_again(who, at)
            case "ask":
                self._course.ask_for_police(who, at)
            case _:
                self._course.fail(who, at)
