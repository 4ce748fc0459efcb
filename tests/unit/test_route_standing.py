"""How the routes stand: only what hand-overs and self-tests have proven, and for how long."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.notify.port import REASONS
from service.notify.standing import CERTAIN, DOWN_AFTER, OF_THE_CALLED, PROVEN_FOR, Standing

AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_nothing_is_known_of_a_route_before_anything_was_tried() -> None:
    """After a start a route is neither up nor down."""
    assert Standing().of("sms").state(AT) == "unknown"


def test_a_hand_over_and_a_passed_self_test_prove_a_route() -> None:
    """Both make it up; only a self-test is remembered as one."""
    standing = Standing()
    standing.succeeded("sms", at=AT)
    standing.probed("voice", None, None, at=AT)
    assert (standing.of("sms").state(AT), standing.of("sms").test_at) == ("up", None)
    assert (standing.of("voice").state(AT), standing.of("voice").test_at) == ("up", AT)


def test_an_old_success_proves_nothing_any_more() -> None:
    """A route of which nothing was heard for long is unknown, never up."""
    standing = Standing()
    standing.succeeded("sms", at=AT)
    assert standing.of("sms").state(AT + PROVEN_FOR) == "up"
    assert standing.of("sms").state(AT + PROVEN_FOR + SECOND) == "unknown"
    assert standing.of("sms").state(AT + 2 * SECOND, proven_for=SECOND) == "unknown"


def test_one_failure_is_told_and_two_in_a_row_make_a_route_down() -> None:
    """A moment's trouble stands as the last failure; the next one makes it a fault, and a success ends it."""
    standing = Standing()
    standing.succeeded("sms", at=AT)
    standing.failed("sms", None, "unreachable", at=AT + SECOND)
    once = standing.of("sms")
    assert (once.state(AT + SECOND), once.reason, once.failure_at) == ("up", "unreachable", AT + SECOND)
    standing.probed("sms", None, "too_slow", at=AT + 2 * SECOND)
    assert standing.of("sms").state(AT + 2 * SECOND) == "down"
    assert standing.of("sms").state(AT + 9 * PROVEN_FOR) == "down"
    standing.succeeded("sms", at=AT + 3 * SECOND)
    mended = standing.of("sms")
    assert (mended.state(AT + 3 * SECOND), mended.success_at, mended.reason) == ("up", AT + 3 * SECOND, "too_slow")


def test_what_is_delivered_late_does_not_undo_a_failure() -> None:
    """It was handed over before the way went down; while the way is open it proves as much as a hand-over."""
    standing = Standing()
    standing.delivered("sms", at=AT)
    assert (standing.of("sms").state(AT), standing.of("sms").delivered_at) == ("up", AT)
    standing.failed("sms", None, "wrong_key", at=AT + SECOND)
    standing.delivered("sms", at=AT + 2 * SECOND)
    known = standing.of("sms")
    assert (known.state(AT + 2 * SECOND), known.success_at, known.delivered_at) == ("down", AT, AT + 2 * SECOND)


def test_a_wrong_key_is_down_at_once() -> None:
    """What only somebody with the settings can mend is not tried a second time before it is said."""
    for reason in CERTAIN:
        standing = Standing()
        standing.failed("alarm_centre", "larmcentral", reason, at=AT)
        assert standing.of("alarm_centre", "larmcentral").state(AT) == "down"


def test_receivers_stand_each_for_itself() -> None:
    """A centre that is down says nothing about the other one, and nothing about the route without a receiver."""
    standing = Standing()
    standing.failed("alarm_centre", "east", "wrong_key", at=AT)
    standing.succeeded("alarm_centre", "west", at=AT)
    states = [standing.of("alarm_centre", receiver).state(AT) for receiver in ("east", "west", None)]
    assert states == ["down", "up", "unknown"]


def test_a_route_that_leads_to_numbers_is_one_way_whoever_is_called() -> None:
    """That the called one is named for another route too makes no second way of text messages."""
    standing = Standing()
    standing.succeeded("sms", "her-entry-for-another-route", at=AT)
    assert standing.of("sms").state(AT) == "up"


def test_what_is_set_up_no_longer_is_forgotten() -> None:
    """A receiver that was taken out of the settings comes back as unknown."""
    standing = Standing()
    standing.succeeded("sms", at=AT)
    standing.succeeded("cap", "county", at=AT)
    standing.keep_only([("sms", None)])
    assert (standing.of("sms").state(AT), standing.of("cap", "county").state(AT)) == ("up", "unknown")


def test_the_reasons_are_those_of_the_port() -> None:
    """No reason is judged here that no channel can give."""
    assert set(REASONS) >= CERTAIN | OF_THE_CALLED
    assert not CERTAIN & OF_THE_CALLED


_SAID = st.lists(st.tuples(st.sampled_from(["ok", "told", "test", *REASONS]), st.booleans()), max_size=12)


@given(_SAID)
def test_a_route_is_down_only_after_failures_that_nothing_has_followed(said: list[tuple[str, bool]]) -> None:
    """Whatever happens in whatever order: who was called never makes the route down, and the last success ends it."""
    standing, run, certain = Standing(), 0, False
    for number, (word, tested) in enumerate(said):
        at = AT + number * SECOND
        if word in ("ok", "told", "test"):
            if word == "ok":
                standing.succeeded("sms", at=at)
            elif word == "told":
                standing.delivered("sms", at=at)
            else:
                standing.probed("sms", None, None, at=at)
            if word != "told":
                run, certain = 0, False
        elif tested or word not in OF_THE_CALLED:
            if tested:
                standing.probed("sms", None, word, at=at)
            else:
                standing.failed("sms", None, word, at=at)
            run, certain = run + 1, word in CERTAIN
        else:
            standing.failed("sms", None, word, at=at)
    is_down = standing.of("sms").state(AT + SECOND * len(said)) == "down"
    assert is_down == (run >= DOWN_AFTER or (run > 0 and certain))
