"""Two codes of one's own: how they may look, how they are looked at, and how often somebody may try."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.people import People
from service.access.attempt import FREE
from service.access.codes import Codes, CodeUnfitError, NoCodeError, WrongCodeError, said_by, slips, unfit
from service.access.door import WaitError
from service.access.visitor import Visitor
from service.store.access_port import Account, OwnCodes
from service.store.port import StoreUnavailable

AT = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
EVA = Account(id="a-eva", login="eva", name="Eva Lund", created_at=AT)
AT_DESK = Visitor(kind="account", id=EVA.id, name=EVA.name, persons={"as": "p-eva"})
PHONE = Visitor(kind="phone", id="f-1", name=EVA.name, persons={"as": "p-eva"}, account=EVA.id, office="as")
MISTAKE, DURESS = "4711", "8266"
DIGITS = st.text("0123456789", min_size=1, max_size=9)


@dataclass
class Watch:
    """A clock that a test moves."""

    at: datetime = AT

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return (self.at - AT).total_seconds()


@dataclass(kw_only=True)
class Stage:
    """Eva, who is a person of an office, and what keeps her codes."""

    people: People = field(default_factory=People)
    watch: Watch = field(default_factory=Watch)
    at_desk: Visitor = AT_DESK
    phone: Visitor = PHONE

    async def codes(self) -> Codes:
        """Return the codes, with Eva's account kept."""
        await self.people.save_account(EVA, [], {"as": "p-eva"}, is_new=True)
        return Codes(self.people, self.watch)


async def test_each_code_says_its_own_and_nothing_of_it_is_kept_in_the_open() -> None:
    """The mistake code says mistake, the duress code duress; what is kept, and shown in a log, is neither."""
    stage = Stage()
    codes = await stage.codes()
    kept = await codes.choose(stage.at_desk, EVA.id, MISTAKE, DURESS, "")
    assert await codes.said("as", "p-eva", MISTAKE, stage.phone, pressed_at=AT) == "mistake"
    assert await codes.said("as", "p-eva", DURESS, stage.phone, pressed_at=AT) == "duress"
    shown = f"{kept} {stage.people.own} {stage.people.noted}"
    assert MISTAKE not in shown
    assert DURESS not in shown
    assert kept.mistake not in f"{kept}"
    assert [draft.event for draft in stage.people.noted] == ["CodesChosen"]


async def test_both_codes_are_looked_at_whatever_was_typed() -> None:
    """The same hashing is done for the one, the other and a wrong one: time tells nobody which it was."""
    kept, looked = OwnCodes(account=EVA.id, mistake="m", duress="d", set_at=AT), list[tuple[str | None, bool]]()

    async def matches(typed: str, hashed: str | None, /, *, is_pin: bool = False) -> bool:
        looked.append((hashed, is_pin))
        return typed == hashed

    assert [await said_by(typed, kept, matches) for typed in ("m", "d", "x")] == ["mistake", "duress", None]
    assert looked == [("m", True), ("d", True)] * 3


async def test_who_guesses_waits_and_nobody_else_does() -> None:
    """After five wrong ones even the right code waits there; her own phone is not held up by what others try."""
    stage = Stage()
    codes = await stage.codes()
    await codes.choose(stage.at_desk, EVA.id, MISTAKE, DURESS, "")
    other = Visitor(kind="token", id="t-1", name="program")
    for guess in ("1357", "2468", "3579", "9753", "8642"):
        with pytest.raises(WrongCodeError):
            await codes.said("as", "p-eva", guess, other, pressed_at=AT)
    for right in (MISTAKE, DURESS):
        with pytest.raises(WaitError):
            await codes.said("as", "p-eva", right, other, pressed_at=AT)
    assert await codes.said("as", "p-eva", DURESS, stage.phone, pressed_at=AT) == "duress"
    stage.watch.at += timedelta(seconds=3)
    assert await codes.said("as", "p-eva", MISTAKE, other, pressed_at=AT) == "mistake"


async def test_a_code_of_somebody_else_is_a_wrong_one() -> None:
    """What another person has chosen ends nothing in Eva's name; who has none is told so."""
    stage = Stage()
    codes = await stage.codes()
    bo = Account(id="a-bo", login="bo", name="Bo", created_at=AT)
    await stage.people.save_account(bo, [], {"as": "p-bo"}, is_new=True)
    with pytest.raises(NoCodeError):
        await codes.said("as", "p-eva", MISTAKE, stage.phone, pressed_at=AT)
    await codes.choose(stage.at_desk, EVA.id, MISTAKE, DURESS, "")
    await codes.choose(Visitor(kind="account", id=bo.id, name="Bo"), bo.id, "9035", "1582", "")
    with pytest.raises(WrongCodeError):
        await codes.said("as", "p-eva", "9035", stage.phone, pressed_at=AT)


async def test_a_phone_changes_codes_only_with_one_that_holds() -> None:
    """Whoever finds a phone cannot choose codes on it: it asks for the old one, and counts the wrong ones."""
    stage = Stage()
    codes = await stage.codes()
    await codes.choose(stage.phone, EVA.id, MISTAKE, DURESS, "")  # there were none before
    with pytest.raises(WrongCodeError):
        await codes.choose(stage.phone, EVA.id, "5093", "2718", "0000")
    await codes.choose(stage.phone, EVA.id, "5093", "2718", DURESS)
    assert await codes.said("as", "p-eva", "2718", stage.phone, pressed_at=AT) == "duress"


async def test_codes_chosen_after_the_press_say_nothing_about_it() -> None:
    """Whoever takes a phone that has no codes yet can choose some, and does not make the open alarm a mistake."""
    stage = Stage()
    codes = await stage.codes()
    stage.watch.at += timedelta(seconds=1)
    await codes.choose(stage.phone, EVA.id, MISTAKE, DURESS, "")
    with pytest.raises(NoCodeError):
        await codes.said("as", "p-eva", MISTAKE, stage.phone, pressed_at=AT)
    assert await codes.said("as", "p-eva", MISTAKE, stage.phone, pressed_at=stage.watch.at) == "mistake"


async def test_while_the_store_is_away_nothing_is_said_and_no_try_is_counted() -> None:
    """The alarm simply stays; afterwards the first try is the first."""
    stage = Stage()
    codes = await stage.codes()
    await codes.choose(stage.at_desk, EVA.id, MISTAKE, DURESS, "")
    stage.people.away = True
    for _ in range(9):
        with pytest.raises(StoreUnavailable):
            await codes.said("as", "p-eva", MISTAKE, stage.phone, pressed_at=AT)
    stage.people.away = False
    assert await codes.said("as", "p-eva", MISTAKE, stage.phone, pressed_at=AT) == "mistake"


async def test_who_gives_her_codes_up_or_leaves_has_none() -> None:
    """Both end what was kept, and the record of access says the first."""
    stage = Stage()
    codes = await stage.codes()
    await codes.choose(stage.at_desk, EVA.id, MISTAKE, DURESS, "")
    await codes.give_up(stage.at_desk, EVA.id)
    assert stage.people.own == {}
    assert stage.people.noted[-1].event == "CodesGivenUp"


async def test_nobody_fills_the_record_with_changes_of_her_codes() -> None:
    """Each stands in it; whoever changes hers again and again waits, and giving up what one has not is no act."""
    stage = Stage()
    codes = await stage.codes()
    for _ in range(3):
        await codes.give_up(stage.at_desk, EVA.id)
    assert stage.people.noted == []
    for _ in range(FREE):
        await codes.choose(stage.at_desk, EVA.id, MISTAKE, DURESS, "")
    with pytest.raises(WaitError):
        await codes.choose(stage.at_desk, EVA.id, MISTAKE, DURESS, "")
    with pytest.raises(WaitError):
        await codes.give_up(stage.at_desk, EVA.id)
    assert len(stage.people.noted) == FREE
    stage.watch.at += timedelta(minutes=1)
    await codes.give_up(stage.at_desk, EVA.id)
    assert stage.people.own == {}


async def test_codes_that_do_are_refused_in_words() -> None:
    """Nothing is kept of two that are too much alike."""
    stage = Stage()
    codes = await stage.codes()
    with pytest.raises(CodeUnfitError, match="alike"):
        await codes.choose(stage.at_desk, EVA.id, "4711", "4712", "")
    assert stage.people.own == {}


@pytest.mark.parametrize(
    ("mistake", "duress", "why"),
    [
        ("4711", "8266", None),
        ("47118266", "90352817", None),
        ("471", "826", "not_digits"),
        ("471182669", "903528171", "not_digits"),
        ("47a1", "8266", "not_digits"),
        ("٤٧١١", "8266", "not_digits"),
        ("1111", "8266", "easy"),
        ("4711", "6543", "easy"),
        ("4711", "82661", "length"),
        ("4711", "4711", "near"),
        ("4711", "4712", "near"),
        ("4711", "1174", "near"),
        ("4711", "7411", "near"),
        ("4711", "7110", None),
    ],
)
def test_two_codes_are_easy_to_tell_apart_for_her_alone(mistake: str, duress: str, why: str | None) -> None:
    """Digits only, as many in both, none easy, and neither a slip of the finger nor the other read backwards."""
    assert unfit(mistake, duress) == why
    assert unfit(duress, mistake) == why


@given(DIGITS, DIGITS)
def test_slips_are_counted_alike_both_ways(a: str, b: str) -> None:
    """None between equal codes, at most one for each place, and as many there as back."""
    assert slips(a, b) == slips(b, a)
    assert (slips(a, b) == 0) == (a == b)
    assert slips(a, b) <= max(len(a), len(b))


@given(DIGITS, st.integers(0, 8), st.sampled_from("0123456789"))
def test_one_wrong_key_never_turns_one_code_into_the_other(code: str, place: int, digit: str) -> None:
    """Whatever digit is hit instead of one of hers, those two codes are refused."""
    place %= len(code)
    assert unfit(code, code[:place] + digit + code[place + 1 :]) is not None


def test_hashes_are_not_shown() -> None:
    """What is kept of a code stands in no text that is made of it."""
    assert "$argon2id" not in repr(OwnCodes(account="a", mistake="$argon2id$1", duress="$argon2id$2", set_at=AT))
