"""The life of an alarm as one table: what may be asked of it in each state.

The diagram in docs/reference/alarm.md is generated from this table.
"""

from enum import StrEnum


class State(StrEnum):
    """Where an alarm stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"
    CANCELLED = "cancelled"
    CLOSED = "closed"


OPEN = frozenset({State.RAISED, State.ACKNOWLEDGED})
"""The states in which a further press joins and deadlines run."""


class Mode(StrEnum):
    """What an alarm is (CAP: Actual, Exercise, Test); it moves only towards actual."""

    ACTUAL = "actual"
    DRILL = "drill"
    TEST = "test"


TOWARDS_ACTUAL = (Mode.TEST, Mode.DRILL, Mode.ACTUAL)
"""The order in which an alarm's mode may move, never back."""


class ResponderState(StrEnum):
    """Where a person called to act stands."""

    CALLED = "called"
    ACCEPTED = "accepted"
    ARRIVED = "arrived"
    DECLINED = "declined"
    SILENT = "silent"


class Ask(StrEnum):
    """What can be asked of an alarm that exists."""

    JOIN = "join"
    TURN = "turn"
    """A press nearer to actual joins: a real press in a drill."""
    ACKNOWLEDGE = "acknowledge"
    ACCEPT = "accept"
    DECLINE = "decline"
    ARRIVE = "arrive"
    ASK_FOR_POLICE = "ask_for_police"
    COUNT_PRESS = "count_press"
    PASS_DEADLINE = "pass_deadline"
    REPORT_CALL = "report_call"
    REPORT_NOTICE = "report_notice"
    REPORT_OUTPUT = "report_output"
    MEASURE_ZONE = "measure_zone"
    DOUBT_ZONE = "doubt_zone"
    INSTRUCT = "instruct"
    REPORT_DOOR = "report_door"
    REPORT_ZONE = "report_zone"
    TAKE_LEAD = "take_lead"
    HAND_LEAD = "hand_lead"
    HAND_OVER = "hand_over"
    NEED_MORE = "need_more"
    BEGIN_POLICE_CALL = "begin_police_call"
    ANSWER_POLICE_CALL = "answer_police_call"
    END_POLICE_CALL = "end_police_call"
    TELL_SITUATION = "tell_situation"
    SAY_MISTAKE = "say_mistake"
    BEGIN_MUSTER = "begin_muster"
    ACCOUNT_FOR = "account_for"
    COUNT_VISITORS = "count_visitors"
    END_MUSTER = "end_muster"
    CLOSE_OFFICE = "close_office"
    ANSWER_ITEM = "answer_item"
    LOOK_AGAIN = "look_again"
    DESCRIBE_RETURN = "describe_return"
    RELEASE_OUTPUTS = "release_outputs"
    CLEAR = "clear"
    CANCEL = "cancel"
    CLOSE = "close"
    ADD_NOTE = "add_note"


TABLE: dict[State, dict[Ask, State]] = {
    State.RAISED: {
        Ask.JOIN: State.RAISED,
        Ask.TURN: State.RAISED,
        Ask.ACKNOWLEDGE: State.ACKNOWLEDGED,
        Ask.ACCEPT: State.ACKNOWLEDGED,
        Ask.DECLINE: State.ACKNOWLEDGED,
        Ask.ARRIVE: State.ACKNOWLEDGED,
        Ask.ASK_FOR_POLICE: State.ACKNOWLEDGED,
        Ask.COUNT_PRESS: State.RAISED,
        Ask.PASS_DEADLINE: State.RAISED,
        Ask.REPORT_CALL: State.RAISED,
        Ask.REPORT_NOTICE: State.RAISED,
        Ask.REPORT_OUTPUT: State.RAISED,
        Ask.MEASURE_ZONE: State.RAISED,
        Ask.DOUBT_ZONE: State.ACKNOWLEDGED,
        Ask.INSTRUCT: State.RAISED,
        Ask.REPORT_DOOR: State.RAISED,
        Ask.REPORT_ZONE: State.RAISED,
        Ask.TAKE_LEAD: State.ACKNOWLEDGED,
        Ask.HAND_LEAD: State.ACKNOWLEDGED,
        Ask.HAND_OVER: State.ACKNOWLEDGED,
        Ask.NEED_MORE: State.ACKNOWLEDGED,
        Ask.BEGIN_POLICE_CALL: State.ACKNOWLEDGED,
        Ask.ANSWER_POLICE_CALL: State.ACKNOWLEDGED,
        Ask.END_POLICE_CALL: State.ACKNOWLEDGED,
        Ask.TELL_SITUATION: State.ACKNOWLEDGED,
        Ask.SAY_MISTAKE: State.RAISED,
        Ask.BEGIN_MUSTER: State.RAISED,
        Ask.ACCOUNT_FOR: State.RAISED,
        Ask.COUNT_VISITORS: State.RAISED,
        Ask.END_MUSTER: State.RAISED,
        Ask.CLOSE_OFFICE: State.RAISED,
        Ask.ANSWER_ITEM: State.ACKNOWLEDGED,
        Ask.LOOK_AGAIN: State.ACKNOWLEDGED,
        Ask.DESCRIBE_RETURN: State.RAISED,
        Ask.RELEASE_OUTPUTS: State.RAISED,
        Ask.CLEAR: State.CLEARED,
        Ask.CANCEL: State.CANCELLED,
        Ask.ADD_NOTE: State.RAISED,
    },
    State.ACKNOWLEDGED: {
        Ask.JOIN: State.ACKNOWLEDGED,
        Ask.TURN: State.RAISED,  # who recognised a drill has not recognised this
        Ask.ACKNOWLEDGE: State.ACKNOWLEDGED,
        Ask.ACCEPT: State.ACKNOWLEDGED,
        Ask.DECLINE: State.ACKNOWLEDGED,
        Ask.ARRIVE: State.ACKNOWLEDGED,
        Ask.ASK_FOR_POLICE: State.ACKNOWLEDGED,
        Ask.COUNT_PRESS: State.ACKNOWLEDGED,
        Ask.PASS_DEADLINE: State.ACKNOWLEDGED,
        Ask.REPORT_CALL: State.ACKNOWLEDGED,
        Ask.REPORT_NOTICE: State.ACKNOWLEDGED,
        Ask.REPORT_OUTPUT: State.ACKNOWLEDGED,
        Ask.MEASURE_ZONE: State.ACKNOWLEDGED,
        Ask.DOUBT_ZONE: State.ACKNOWLEDGED,
        Ask.INSTRUCT: State.ACKNOWLEDGED,
        Ask.REPORT_DOOR: State.ACKNOWLEDGED,
        Ask.REPORT_ZONE: State.ACKNOWLEDGED,
        Ask.TAKE_LEAD: State.ACKNOWLEDGED,
        Ask.HAND_LEAD: State.ACKNOWLEDGED,
        Ask.HAND_OVER: State.ACKNOWLEDGED,
        Ask.NEED_MORE: State.ACKNOWLEDGED,
        Ask.BEGIN_POLICE_CALL: State.ACKNOWLEDGED,
        Ask.ANSWER_POLICE_CALL: State.ACKNOWLEDGED,
        Ask.END_POLICE_CALL: State.ACKNOWLEDGED,
        Ask.TELL_SITUATION: State.ACKNOWLEDGED,
        Ask.SAY_MISTAKE: State.ACKNOWLEDGED,
        Ask.BEGIN_MUSTER: State.ACKNOWLEDGED,
        Ask.ACCOUNT_FOR: State.ACKNOWLEDGED,
        Ask.COUNT_VISITORS: State.ACKNOWLEDGED,
        Ask.END_MUSTER: State.ACKNOWLEDGED,
        Ask.CLOSE_OFFICE: State.ACKNOWLEDGED,
        Ask.ANSWER_ITEM: State.ACKNOWLEDGED,
        Ask.LOOK_AGAIN: State.ACKNOWLEDGED,
        Ask.DESCRIBE_RETURN: State.ACKNOWLEDGED,
        Ask.RELEASE_OUTPUTS: State.ACKNOWLEDGED,
        Ask.CLEAR: State.CLEARED,
        Ask.CANCEL: State.CANCELLED,
        Ask.ADD_NOTE: State.ACKNOWLEDGED,
    },
    # A call to the police that was on when the alarm ended is told to its end, and who is missing is still looked for.
    State.CLEARED: {
        Ask.CLOSE: State.CLOSED,
        Ask.REPORT_CALL: State.CLEARED,
        Ask.REPORT_NOTICE: State.CLEARED,
        Ask.REPORT_OUTPUT: State.CLEARED,
        Ask.END_POLICE_CALL: State.CLEARED,
        Ask.ACCOUNT_FOR: State.CLEARED,
        Ask.ADD_NOTE: State.CLEARED,
    },
    State.CANCELLED: {
        Ask.CLOSE: State.CLOSED,
        Ask.REPORT_CALL: State.CANCELLED,
        Ask.REPORT_NOTICE: State.CANCELLED,
        Ask.REPORT_OUTPUT: State.CANCELLED,
        Ask.END_POLICE_CALL: State.CANCELLED,
        Ask.ACCOUNT_FOR: State.CANCELLED,
        Ask.ADD_NOTE: State.CANCELLED,
    },
    State.CLOSED: {
        Ask.REPORT_CALL: State.CLOSED,
        Ask.REPORT_NOTICE: State.CLOSED,
        Ask.REPORT_OUTPUT: State.CLOSED,
        Ask.ADD_NOTE: State.CLOSED,
    },
}
"""What is not in the table is refused with a sentence, never with silence."""


def allows(state: State, ask: Ask) -> bool:
    """Say whether an alarm in `state` can be asked this."""
    return ask in TABLE[state]
