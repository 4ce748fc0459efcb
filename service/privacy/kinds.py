"""What Trygg stores, kind by kind: one table for what is erased, for the data sheet, and for the pages of the docs.

A table of the database that stands with no kind fails a test, so nothing is stored without a word about it here.
"""

from dataclasses import dataclass
from typing import Final, Literal

from roles.sentence import N_
from service.access.action import Action

Fate = Literal["decided", "fixed", "stays"]
"""Whether its time is a setting, is fixed in Trygg, or it stays because nobody is named in it or somebody needs it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of data."""

    id: str
    title: str
    what: str
    why: str
    end: str
    """From when its time counts, and what is erased; where it stays, why."""
    fate: Fate
    settings: tuple[str, ...] = ()
    """Settings in days, each 0 until somebody has decided; none where its time is no setting."""
    tables: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Names in the data folder."""
    seen_by: tuple[Action, ...] = ()
    """Whoever may do one of these sees it; nobody where none is named. What is hers everybody sees besides."""


_BETTER: Final = N_("So that the employer can investigate and do better.")


KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        id="alarms",
        title=N_("The record of an alarm"),
        what=N_("Who pressed, was called, answered and came, what they said, when, and in which zone."),
        why=N_("So that help is sent, and so that it can be seen afterwards what happened."),
        end=N_(
            "Counted from the last entry of an alarm that is closed or cancelled. Names and words are erased with "
            "their salt; the facts, and the chain over them, stay."
        ),
        fate="decided",
        settings=("keep_alarms_days",),
        tables=("heads", "entries", "alarms", "presses", "deadlines"),
        seen_by=(Action.SEE_ALARMS, Action.SEE_BOARD),
    ),
    Kind(
        id="reports",
        title=N_("Reports"),
        what=N_("What people wrote about what they were exposed to, and what was decided."),
        why=_BETTER,
        end=N_("Counted from the last word in a report that is finished. Names and words are erased; counts stay."),
        fate="decided",
        settings=("keep_reports_days",),
        tables=("undertakings", "undertaking_entries"),
        seen_by=(Action.SEE_REPORTS,),
    ),
    Kind(
        id="near_misses",
        title=N_("Near misses"),
        what=N_("What people wrote about what nearly happened; with a name only where she gave it."),
        why=_BETTER,
        end=N_("Counted from the last word in a near miss that is finished. Names and words are erased; counts stay."),
        fate="decided",
        settings=("keep_near_misses_days",),
        tables=("undertakings", "undertaking_entries"),
        seen_by=(Action.SEE_REPORTS,),
    ),
    Kind(
        id="measures",
        title=N_("Measures"),
        what=N_("What somebody is to do until a day, who she is, and what became of it."),
        why=_BETTER,
        end=N_("Counted from the end of a measure. Names and words are erased; counts stay."),
        fate="decided",
        settings=("keep_measures_days",),
        tables=("undertakings", "undertaking_entries", "reminders"),
        seen_by=(Action.FOLLOW_UP,),
    ),
    Kind(
        id="pulses",
        title=N_("Answers of a pulse"),
        what=N_("Sums of answers, sealed in one row while the pulse is open. Nobody's answer, no time and no order."),
        why=N_("So that it is known how safe the staff feels."),
        end=N_("Opened once when the pulse closes, and then deleted; only sums of five answers or more stay."),
        fate="fixed",
        tables=("pulse_boxes",),
    ),
    Kind(
        id="revisions",
        title=N_("Yearly revisions of the plan"),
        what=N_("Who took part, what they said, and what was decided."),
        why=_BETTER,
        end=N_("Kept for as long as a plan may have to be explained by it."),
        fate="stays",
        tables=("undertakings", "undertaking_entries"),
        seen_by=(Action.REPORT,),
    ),
    Kind(
        id="notes",
        title=N_("Notes about an alarm"),
        what=N_("What somebody added to an alarm's record afterwards, and who."),
        why=_BETTER,
        end=N_("Counted from the last note of an alarm that is over. The notes are erased; the record stays."),
        fate="decided",
        settings=("keep_notes_days",),
        tables=("entries",),
        seen_by=(Action.SEE_ALARMS,),
    ),
    Kind(
        id="meetings",
        title=N_("Watched meetings"),
        what=N_("Who has a meeting watched, who watches, until when, and for a home visit where it is."),
        why=N_("So that somebody notices when she does not come back."),
        end=N_("Names, words and the address of a visit are erased when the watch is over."),
        fate="fixed",
        tables=("undertakings", "undertaking_entries"),
        seen_by=(Action.SEE_TODAY,),
    ),
    Kind(
        id="drills",
        title=N_("Drills and checks of rooms"),
        what=N_("Who planned and agreed to a drill, who looked a room over, and what they wrote."),
        why=N_("So that an office can show that it practises and looks after its rooms."),
        end=N_("Names and words: counted from the last entry of a drill or check that is over."),
        fate="decided",
        settings=("keep_drills_days",),
        tables=("undertakings", "undertaking_entries"),
        seen_by=(Action.SEE_DRILLS, Action.INSPECT),
    ),
    Kind(
        id="plans",
        title=N_("The plan and its versions"),
        what=N_("Who works in the office, who holds which role, how she is called, and who decided about the plan."),
        why=N_("The plan says who is called; a version says who would have been called then."),
        end=N_("Kept for as long as an alarm may have to be explained by it."),
        fate="stays",
        tables=("persons", "plan_versions", "plan_lives", "plan_drafts"),
        seen_by=(Action.SEE_PLAN, Action.SEE_OFFICE),
    ),
    Kind(
        id="days",
        title=N_("Who is away or here"),
        what=N_("That somebody is away or here on a day. Never why."),
        why=N_("So that nobody is called who is not there."),
        end=N_("Erased when the day is over."),
        fate="fixed",
        tables=("day_facts",),
        seen_by=(Action.SEE_TODAY,),
    ),
    Kind(
        id="calls",
        title=N_("Calls over routes, and orders to outputs"),
        what=N_("Which opaque key was called over which route, and what became of it. No number and no address."),
        why=N_("So that a call that failed is followed by another."),
        end=N_("Nobody can be read from it once the alarm's names are erased."),
        fate="stays",
        tables=("deliveries", "notices", "output_orders"),
        seen_by=(Action.SEE_ALARMS,),
    ),
    Kind(
        id="accounts",
        title=N_("Accounts"),
        what=N_("Login, name, roles, a password as a hash, and who she is at the identity provider or directory."),
        why=N_("So that each sees and does what is hers."),
        end=N_("Counted from the end of an account. Login, name and subject are erased; an opaque id stays."),
        fate="decided",
        settings=("keep_accounts_days",),
        tables=(
            "accounts",
            "grants",
            "account_persons",
            "own_codes",
            "directory_groups",
            "directory_members",
            "person_moves",
        ),
        seen_by=(Action.MANAGE_PEOPLE,),
    ),
    Kind(
        id="sessions",
        title=N_("Sessions, phones, screens and tokens"),
        what=N_("What lets somebody in, as a digest, since when, and when it was last used."),
        why=N_("So that a phone or screen that is lost can be shut out."),
        end=N_("Counted from its end. The whole row is deleted."),
        fate="decided",
        settings=("keep_sessions_days",),
        tables=("credentials", "pairings", "push_subscriptions"),
        seen_by=(Action.MANAGE_SCREENS,),
    ),
    Kind(
        id="passkeys",
        title=N_("Passkeys"),
        what=N_("The public half of a passkey, what its person calls it, when it was added and when it was last used."),
        why=N_("So that somebody can log in without a password that could be stolen."),
        end=N_("Deleted when she takes it out, gets another password, or her account ends."),
        fate="fixed",
        tables=("passkeys", "passkey_challenges"),
        seen_by=(Action.MANAGE_PEOPLE,),
    ),
    Kind(
        id="access",
        title=N_("The record of access"),
        what=N_("Which account let whom do what, took a record out, or erased. Opaque ids, never a name."),
        why=N_("So that rights cannot be given in secret."),
        end=N_("Nobody can be read from it once the account's name is erased."),
        fate="stays",
        tables=("heads", "entries"),
        seen_by=(Action.MANAGE_PEOPLE,),
    ),
    Kind(
        id="looks",
        title=N_("Looks at records"),
        what=N_("Which account read which alarm's record, how, on which day and how often."),
        why=N_("So that whom it is about can see who has looked."),
        end=N_("Counted from the look. The whole row is deleted."),
        fate="decided",
        settings=("keep_looks_days",),
        tables=("looks", "record_persons"),
        seen_by=(Action.SEE_ALARMS,),
    ),
    Kind(
        id="holds",
        title=N_("Holds"),
        what=N_("Which alarm may not be erased, until when, who said so, and why."),
        why=N_("So that nothing is erased that an investigation needs."),
        end=N_("Deleted when somebody ends the hold."),
        fate="fixed",
        tables=("holds",),
        seen_by=(Action.EXPORT_ALARMS,),
    ),
    Kind(
        id="devices",
        title=N_("Buttons and gateways"),
        what=N_("Who wears which button, where one hangs, and the last day on which one was lost. No history."),
        why=N_("So that it is known whose press it is, and that a button works."),
        end=N_("Until somebody else wears it, or it is taken out."),
        fate="stays",
        tables=("enrolments", "device_credentials", "device_levels", "device_watch"),
        seen_by=(Action.ENROL_DEVICES, Action.MANAGE_DEVICES),
    ),
    Kind(
        id="figures",
        title=N_("Figures"),
        what=N_("Counts and times of alarms by office, zone and month."),
        why=N_("So that an office and the agency see how it goes."),
        end=N_("Nobody's key is in it."),
        fate="stays",
        tables=("alarm_figures", "figures_months", "figures_read"),
        seen_by=(Action.SEE_FIGURES,),
    ),
    Kind(
        id="pictures",
        title=N_("Pictures of rooms and plans"),
        what=N_("How a room is to be furnished, and what a floor looks like. No people."),
        why=N_("So that a room that has changed is noticed."),
        end=N_("Kept for as long as a plan or a check names it."),
        fate="stays",
        files=("pictures/",),
        seen_by=(Action.INSPECT, Action.SEE_PLAN),
    ),
    Kind(
        id="service",
        title=N_("What the service needs for itself"),
        what=N_("Which schema the database has, and presses that wait until it can be written again."),
        why=N_("So that no press is lost."),
        end=N_("A press leaves the spool when it is recorded."),
        fate="fixed",
        tables=("meta",),
        files=("spool",),
    ),
)
"""Every kind, in the order in which the data sheet shows them."""

NEVER: Final = (
    N_("Who a visitor or client is: no field asks for it."),
    N_("Where somebody is, but for a press and during a watched meeting."),
    N_("Why somebody does not go in, or is away."),
    N_("Sound or video."),
    N_("How many times a person has pressed, or how fast she came, as a figure about her."),
    N_("When a button was heard: only the last time, in memory."),
)
"""What is never stored."""

APART: Final = ("NoteAdded",)
"""Entries of an alarm that are no part of its record's own time: they belong to the kind `notes`."""


def kind(id_: str) -> Kind:
    """Return the kind with an id; raises KeyError."""
    return {one.id: one for one in KINDS}[id_]
