"""The entries of an office that expects somebody, closes and opens again, as the real decider makes them."""

from datetime import timedelta

from parts.closed import CAFE, CLOSES, EXPECTS, OFFICE, begin
from parts.history import History
from parts.incident import START, Incident, by
from service.alarm.actor import SERVICE
from service.alarm.closing_command import AnswerItem, CloseOffice, DescribeReturn, LookAgain, ReleaseOutputs
from service.alarm.commands import Accept, AddNote, Clear, Close, Command, PassDeadline, ReportOutput
from service.timeline.entry import Entry


def closed_entries() -> list[Entry]:
    """From the threat by telephone to the decision to open, with every event that a closing has."""
    office, history = Incident(office=OFFICE), History(at=START)
    written: list[Entry] = []

    def tell(command: Command, *, after: float = 7) -> None:
        office.now += timedelta(seconds=after)
        events = office.do(command)
        written.extend(history.written(office.standing.id, event) for event in events)

    tell(begin(EXPECTS))
    tell(DescribeReturn(actor=by("maja"), words="a blue jacket"))
    tell(Accept(actor=by("maja"), responder="maja"))
    tell(CloseOffice(actor=by("maja"), plan=CLOSES, words="Let nobody in."))
    tell(ReportOutput(actor=SERVICE, output="front-lock", on=True, tries=1))
    tell(AnswerItem(actor=by("anna"), item="hall", answer="cannot"))
    tell(AnswerItem(actor=by("bo"), item="hall", answer="done"))
    tell(AnswerItem(actor=by("cecilia"), item="desk", answer="done"))
    for responder in ("hugo", CAFE, "maja"):
        tell(Accept(actor=by(responder), responder=responder))
    tell(PassDeadline(actor=SERVICE), after=1800)
    tell(LookAgain(actor=by("maja"), after=timedelta(minutes=30)))
    tell(ReleaseOutputs(actor=SERVICE, because="fire"))
    tell(Clear(actor=by("maja"), entitled=True))
    tell(Close(actor=by("maja"), outcome="over", words=""))
    tell(AddNote(actor=by("maja"), words="The police came after all."), after=86_400)
    return written
