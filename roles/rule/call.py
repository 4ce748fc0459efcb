"""Rules about the call to the police: whoever makes it has to know what to dial and what to say."""

from collections.abc import Iterator

from roles.emergency_call import DIALLED
from roles.notes import Path
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import shown


def untold_house(subject: Subject) -> Iterator[Problem]:
    """Whoever calls 112 can read out the address, the entrance and a number to be called back on."""
    call = subject.plan.emergency_call
    if not call.address:
        message = Sentence("Whoever calls 112 cannot read out the address here.")
        remedy = Sentence("Write, for example: %(example)s", example="emergency_call: {address: Storgatan 1, Ås}")
        yield Problem(("emergency_call", "address"), message, remedy)
    if not call.call_back:
        message = Sentence("Whoever calls 112 cannot say on which number she can be called back.")
        remedy = Sentence("Write, for example: %(example)s", example='emergency_call: {call_back: "+46 8 000 00 00"}')
        yield Problem(("emergency_call", "call_back"), message, remedy)
    if not call.entrances:
        message = Sentence("Whoever calls 112 cannot say which entrance the police are to take.")
        remedy = Sentence(
            "Write, for example: %(example)s", example="emergency_call: {entrances: {main: {zone: entrance}}}"
        )
        yield Problem(("emergency_call", "entrances"), message, remedy)


def no_number(subject: Subject) -> Iterator[Problem]:
    """What is to be dialled consists of digits, or nobody could dial it."""
    call = subject.plan.emergency_call
    written: list[tuple[Path, str | None]] = [(("emergency_call", "call_back"), call.call_back)]
    written += [(("emergency_call", "numbers", helper), number) for helper, number in call.numbers.items()]
    for path, number in written:
        if number and DIALLED.fullmatch(number) is None:
            message = Sentence("%(word)s cannot be dialled.", word=shown(number))
            yield Problem(path, message, Sentence('Write digits in quotes: "0112"'))
