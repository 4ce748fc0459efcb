"""What a plan document may hold: each table with its keys, and of what kind the value of each is.

The readers take from here which keys they know, and the schema for editors is made of it: neither is kept twice.
"""

from types import MappingProxyType
from typing import Final

from roles.form import ById, ByLanguage, Either, Form, Key, Kind, Many, Word
from roles.inspection import QUESTIONS
from roles.output import OUTPUT_KINDS
from roles.plan import NEAREST, PRESSER
from roles.route import PATIENCE, ROUTES
from roles.value import FLOOR_NUMBER
from roles.word import (
    AUDIENCES,
    COUNTRIES,
    KINDS_OF_ALARM,
    LANGUAGES,
    MANNERS,
    POLICE_RULES,
    REACHES,
    ZONE_KINDS,
)


def _form(name: str, /, **keys: Key) -> Form:
    return Form(name, MappingProxyType(keys))


_NAME: Final = Key(Kind.TEXT, "What people call it.")
_WHO: Final = Key(Many(Kind.TEXT), "Ids of people or groups.", is_needed=True)
_CALL: Final = Key(Many(Kind.TEXT), "The roles that are called; “everybody” for all who are present.", is_needed=True)

CONDITION: Final = _form(
    "condition",
    accepted=Key(Kind.NUMBER, "So many have accepted."),
    arrived=Key(Kind.NUMBER, "So many have arrived."),
)
STEP_CONDITION: Final = Form(
    "step_condition",
    MappingProxyType(
        {**CONDITION.keys, "pressers": Key(Kind.NUMBER, "So many different people are known to have pressed.")}
    ),
)
ZONE: Final = _form(
    "zone",
    name=_NAME,
    kind=Key(Word(ZONE_KINDS), "What kind of place it is, and so who can be there.", is_needed=True),
    floor=Key(Kind.NUMBER, "The floor it is on."),
    manner=Key(Word(MANNERS), "How an alarm may be heard there."),
    second_exit=Key(Kind.FLAG, "Whether there is a second way out."),
    sight_in=Key(Kind.FLAG, "Whether somebody outside can see into it."),
    fixed_furniture=Key(Kind.FLAG, "Whether tables and chairs are fastened, and nothing loose lies about."),
    lockable=Key(Kind.FLAG, "Whether it can be locked from inside: never where visitors are, always where one hides."),
    room_for=Key(Kind.NUMBER, "How many people a refuge has room for."),
    in_sight_of=Key(Many(Kind.TEXT), "The zones that can be seen from it; both stay calm in an alarm from either."),
    shape=Key(Many(Kind.CORNER), "Its corners on the floor's drawing, in metres: [[0, 0], [4, 0], [4, 3]]."),
)
FLOOR: Final = _form(
    "floor",
    name=_NAME,
    picture=Key(Kind.TEXT, "The name of a picture (png, jpg) that lies under the drawing."),
    width=Key(Kind.NUMBER, "How many metres wide the picture is; 30 when left out."),
)
DOOR: Final = _form(
    "door",
    name=_NAME,
    between=Key(Many(Kind.TEXT), "The two zones it is between.", is_needed=True),
    kept_shut_by=Key(Kind.TEXT, "The role that keeps it shut in an alarm."),
    lockable=Key(Kind.FLAG, "Whether it can be locked."),
    opens_without_power_from=Key(
        Many(Kind.TEXT), "The zones from which it opens by hand, locked or not, with power or without."
    ),
)
SCREEN: Final = _form(
    "screen",
    name=_NAME,
    zone=Key(Kind.TEXT, "The zone it hangs in."),
    audience=Key(Word(AUDIENCES), "Who can read it there, and so what it may show.", is_needed=True),
    neighbour=Key(Kind.TEXT, "The neighbour at whose place it hangs: it shows that the office closes, no more."),
)
PERSON: Final = _form(
    "person",
    name=Key(Kind.TEXT, "Her name as the screens show it.", is_needed=True),
    home=Key(Kind.TEXT, "The zone where she usually is."),
    goes_in=Key(Kind.FLAG, "false: she is never sent in; the reason is not stored."),
    phone=Key(Kind.TEXT, "Her telephone number."),
    email=Key(Kind.TEXT, "Her address for e-mail."),
    languages=Key(Many(Kind.TEXT), "What she speaks, as codes of two or three letters: [sv, ar]."),
    training=Key(Many(Kind.TEXT), "What she is trained in, in the plan's own words: [first_aid]."),
    reached_by=Key(Many(Word(ROUTES)), "How she is reached, in this order; the screens always are."),
    receiver=Key(Kind.TEXT, "An entry of the service's routes.toml, where she is reached by other."),
)
CONTACT: Final = _form(
    "contact",
    name=Key(Kind.TEXT, "The name as the screens show it.", is_needed=True),
    phone=Key(Kind.TEXT, "The telephone number."),
    email=Key(Kind.TEXT, "The address for e-mail."),
    receiver=Key(Kind.TEXT, "An entry of the service's routes.toml: an alarm receiving centre, a webhook."),
    reached_by=Key(Many(Word(ROUTES)), "How it is reached, in this order; left out, somebody here has to ring."),
    reach=Key(Word(REACHES), "The agency's other staff, or somebody outside."),
)
GROUP: Final = _form("group", name=_NAME, who=_WHO)
ROSTER: Final = Form(
    "roster",
    MappingProxyType(
        {
            "name": _NAME,
            "who": _WHO,
            "hours": Key(Kind.WEEK, "One week that repeats; a period may cross midnight."),
            "from": Key(Kind.DAY, "With weeks: a day of the first one."),
            "weeks": Key(Many(Kind.WEEK), "In place of hours: weeks that rotate."),
            "days": Key(Kind.DAYS, "Dates on which other hours hold than the week's; “nothing” for a day off."),
        }
    ),
)
WITHIN: Final = _form(
    "within",
    within=Key(Kind.DURATION, "The walking time within which somebody counts as near."),
    training=Key(Many(Kind.TEXT), "What they have to be trained in: all of these."),
    count=Key(Kind.NUMBER, "How many of them, in place of needed."),
)
NEAREST_WITHIN: Final = Form(NEAREST, MappingProxyType({NEAREST: Key(WITHIN, "Whoever has the shortest way.")}))
DUTY: Final = _form(
    "duty",
    first=Key(Kind.TEXT, "What to do first, in one line: the screens and telephones show it.", is_needed=True),
    then=Key(Kind.TEXT, "What to do then."),
    done_when=Key(Kind.TEXT, "How the holder knows that it is done."),
    never=Key(Kind.TEXT, "What the holder never does."),
)
ROLE: Final = _form(
    "role",
    title=Key(Kind.TEXTS, "What the role is called."),
    duty=Key(
        ByLanguage(Either((Kind.TEXT, DUTY))),
        "What is to be done, in words for somebody who is frightened: one line, or first, then, done_when, never.",
    ),
    holders=Key(
        Either((Many(Kind.TEXT), NEAREST_WITHIN)),
        f"Who holds it: nearest, everybody, {PRESSER}, or ids of people, contacts, groups and rosters in order.",
        is_needed=True,
    ),
    deputies=Key(Many(Kind.TEXT), "Who stands in, in this order."),
    needed=Key(Kind.NUMBER, "How many; 1 when left out."),
    accept_within=Key(Kind.DURATION, "How long somebody called has to answer; 20 s when left out."),
    arrive_within=Key(Kind.DURATION, "How long somebody who comes has to arrive; 90 s when left out."),
    goes_in=Key(Kind.FLAG, "Whether the holder goes to the place; when left out, only the nearest do."),
    not_with=Key(Many(Kind.TEXT), "Roles that nobody holds together with this one."),
)
OUTPUT: Final = _form(
    "output",
    name=_NAME,
    kind=Key(Word(OUTPUT_KINDS), "A siren, a lamp, or the lock of a door.", is_needed=True),
    zone=Key(Kind.TEXT, "The zone it is in.", is_needed=True),
    **{"for": Key(Kind.DURATION, "How long a step switches it on; 2 min when left out.")},
    door=Key(Kind.TEXT, "The door that a lock locks: ways lead around it while it is locked."),
    opens_from_inside=Key(Kind.FLAG, "true: whoever is behind the door can always get out by hand; a lock needs it."),
    in_drills=Key(Kind.FLAG, "true: drills switch it too."),
)
STEP: Final = Form(
    "step",
    MappingProxyType(
        {
            "call": _CALL,
            "switch": Key(Many(Kind.TEXT), "The outputs that are switched on: sirens, lamps, locks."),
            "after": Key(Kind.DURATION, "How long after the step before."),
            "unless": Key(STEP_CONDITION, "So many answers make the step needless."),
            "if": Key(STEP_CONDITION, "The step is taken only if so many have answered, or pressed."),
        }
    ),
)
POLICE: Final = _form(
    "police",
    call=_CALL,
    when=Key(Many(Word(POLICE_RULES)), "Who may call for them.", is_needed=True),
)
RAISED_BY: Final = _form(
    "raised_by",
    further_press=Key(Kind.TEXT, "The kind that the alarm becomes when its presser presses again."),
    other_presser=Key(Kind.TEXT, "The kind that the alarm becomes when somebody else presses as well."),
)
REPEAT: Final = _form("repeat", every=Key(Kind.DURATION, "How often."), call=Key(_CALL.value, _CALL.says))
LAST_RESORT: Final = _form(
    "last_resort",
    call=Key(Kind.TEXT, "A telephone number in quotes, or the id of a contact."),
    say=Key(Kind.TEXTS, "What the screens tell when nobody comes."),
)
ENTRANCE: Final = _form(
    "entrance",
    name=_NAME,
    zone=Key(Kind.TEXT, "The zone one comes into through it."),
    say=Key(Kind.TEXT, "How to find it from the street, as one says it on the telephone."),
)
NUMBERS: Final = _form(
    "numbers",
    police=Key(Kind.TEXT, "What is dialled for the police, in quotes."),
    medical=Key(Kind.TEXT, "What is dialled for an ambulance, in quotes."),
    fire=Key(Kind.TEXT, "What is dialled for the fire brigade, in quotes."),
)
EMERGENCY_CALL: Final = _form(
    "emergency_call",
    address=Key(Kind.TEXT, "The street address, as one says it on the telephone."),
    call_back=Key(Kind.TEXT, "The number on which whoever called can be called back, in quotes."),
    entrances=Key(ById(ENTRANCE), "The ways into the house that help can be sent to."),
    numbers=Key(NUMBERS, "What is dialled, where it is not the country's number: with a 0 for an outside line."),
)
RESPONSE: Final = _form(
    "response",
    title=Key(Kind.TEXTS, "Words for a kind of alarm of your own."),
    level=Key(Word(KINDS_OF_ALARM), "For a kind of your own: which known kind it is as grave as."),
    raised_by=Key(RAISED_BY, "Which presses raise an open alarm of this kind, and to which kind."),
    steps=Key(Many(STEP), "What happens one after the other."),
    done_when=Key(CONDITION, "When help is there; never before one has arrived."),
    repeat=Key(REPEAT, "What goes on after the last step, for as long as help is not there."),
    police=Key(POLICE, "Who may call for the police at once, and whom that calls."),
    last_resort=Key(Either((Kind.TEXT, LAST_RESORT)), "Whom the screens tell to call when nobody comes."),
)
PATIENCE_FORM: Final = _form(
    "patience",
    delivered_within=Key(Kind.DURATION, "How long until it is proven to have arrived; then it is late."),
    answered_within=Key(Kind.DURATION, "How long from then on until somebody has answered; then it is late."),
)
ROUTES_FORM: Final = Form(
    "routes",
    MappingProxyType(
        {route: Key(PATIENCE_FORM, "When a call over this route is late, and the next is taken.") for route in PATIENCE}
    ),
)
CLOSING_ITEM: Final = _form(
    "closing_item",
    say=Key(Kind.TEXTS, "What is to be done, in words for a button.", is_needed=True),
    role=Key(Kind.TEXT, "The role that does it; the closing’s response calls it.", is_needed=True),
    doors=Key(Many(Kind.TEXT), "The doors that are meant: each has a line of its own."),
    switch=Key(Many(Kind.TEXT), "The locks and lamps that do it; once they have proven it, it is done."),
)
CLOSING: Final = _form(
    "closing",
    checklist=Key(ById(CLOSING_ITEM), "What is done when the office closes, in this order.", is_needed=True),
    entrances=Key(Many(Kind.TEXT), "By which entrances of emergency_call somebody may come back; any when left out."),
    outside=Key(Kind.TEXT, "The role or group whose people are told not to come in."),
    neighbours=Key(Many(Kind.TEXT), "The contacts in the building that are told."),
    look_again=Key(Kind.DURATION, "After how long it is looked at again; 30 min when left out."),
)
FOLLOW_UP: Final = _form(
    "follow_up",
    role=Key(Kind.TEXT, "The role whose holder follows an alarm up with those who were in it.", is_needed=True),
    within=Key(Kind.DURATION, "How long after the alarm's end; 3 d when left out."),
)
DRILLS: Final = _form(
    "drills",
    at_least_every=Key(Kind.EVERY, "How often the office drills at least: 6 months, monthly, quarterly, yearly."),
    micro=Key(Kind.EVERY, "How often a drill of two minutes is to be."),
)
AFTER_ALARM: Final = _form(
    "after_alarm",
    tell=Key(Many(Kind.TEXT), "The roles that are told once that an alarm is over."),
    follow_up=Key(FOLLOW_UP, "Who speaks with those who were in it, and by when."),
)
MUSTER: Final = _form(
    "muster",
    kinds=Key(Many(Kind.TEXT), "The kinds of alarm with which it begins by itself; with none somebody begins it."),
    at=Key(Kind.TEXT, "The zone in which people meet; left out, they stay where they are."),
    within=Key(Kind.DURATION, "How long whoever is unaccounted for is waited for; 3 min when left out."),
    call=Key(Many(Kind.TEXT), "The roles that are called for those who are missing or need help."),
)
MEETINGS: Final = _form(
    "meetings",
    grace=Key(Kind.DURATION, "How long past the expected end nobody is asked; 5 min when left out."),
    ask_person=Key(Kind.DURATION, "How long she has to say that she is well; 2 min when left out."),
    ask_watcher=Key(Kind.DURATION, "How long the watcher then has before an alarm is raised; 3 min when left out."),
    check_every=Key(
        Kind.DURATION, "How often she says it on a home visit and in lone work; only at the end if left out."
    ),
    kind=Key(Kind.TEXT, "The kind of alarm that is raised; emergency when left out."),
)
OVERDUE: Final = _form(
    "overdue",
    write_within=Key(Kind.DURATION, "By when who was exposed writes what happened; 24 h when left out."),
    finish_within=Key(Kind.DURATION, "By when a report is finished; 7 d when left out."),
    authority_within=Key(
        Kind.DURATION, "After how long somebody hears that the authority has still to be told; 1 h when left out."
    ),
    manager=Key(Kind.TEXT, "The role that is told of what its owner has not done; whoever leads when left out."),
    manager_after=Key(Kind.DURATION, "How long after its owner; 1 d when left out."),
    above=Key(Kind.TEXT, "The role or contact that is told of what stays undone; nobody when left out."),
    above_after=Key(Kind.DURATION, "How long after the manager; 7 d when left out."),
    again_every=Key(Kind.DURATION, "How often the last one is told again; 7 d when left out."),
)
QUESTION: Final = _form("question", say=Key(Kind.TEXTS, "What is asked, so that a yes is good.", is_needed=True))
INSPECTION: Final = _form(
    "inspection",
    name=_NAME,
    of=Key(Many(Kind.TEXT), "Ids of the rooms and doors that are looked over.", is_needed=True),
    every=Key(Kind.DURATION, "How often, for example 30 d.", is_needed=True),
    by=Key(Kind.TEXT, "The role whose holder does it."),
    ask=Key(Many(Word(tuple(QUESTIONS))), "What is asked; left out, what is usual for rooms or doors."),
    also=Key(ById(QUESTION), "Questions of your own."),
)
PLAN: Final = _form(
    "plan",
    trygg=Key(Word(("1",)), "The version of this format.", is_needed=True),
    office=Key(Kind.TEXT, "The office's id, as in the name of this file.", is_needed=True),
    name=Key(Kind.TEXT, "What people call the office.", is_needed=True),
    country=Key(Word(COUNTRIES), "Whose public holidays hold.", is_needed=True),
    languages=Key(Many(Word(LANGUAGES)), "The first is the office's own.", is_needed=True),
    time_zone=Key(Kind.TEXT, "For example Europe/Stockholm.", is_needed=True),
    hours=Key(Kind.WEEK, "When the office is open."),
    closed=Key(Many(Kind.DAY), "Further days on which the office is closed."),
    open_on_holidays=Key(Kind.FLAG, "true where public holidays are working days."),
    expires=Key(Kind.DAY, "When the plan has to be looked through again, at most twelve months ahead."),
    zones=Key(ById(ZONE), "The places that an alarm can come from."),
    floors=Key(ById(FLOOR, FLOOR_NUMBER.pattern), "What the floors are called, by their numbers."),
    doors=Key(ById(DOOR), "The doors that matter in an alarm: around a safe zone, and on the way."),
    walks=Key(
        Many(Kind.WALK),
        "Seconds on foot between neighbours, the same both ways, and the door between them if it has a name.",
    ),
    screens=Key(ById(SCREEN), "The screens of the office."),
    outputs=Key(ById(OUTPUT), "What the house itself can do in an alarm: sirens, lamps, locks."),
    inspections=Key(ById(INSPECTION), "The rooms and doors that are looked over in turn."),
    people=Key(ById(PERSON), "Who works here."),
    contacts=Key(ById(CONTACT), "Who can be called and does not work here."),
    groups=Key(ById(GROUP), "People who are named together."),
    rosters=Key(ById(ROSTER), "Who is there when; whoever is in none counts as there."),
    roles=Key(ById(ROLE), "Who does what in an alarm."),
    lead=Key(Kind.TEXT, "The role that leads in an alarm."),
    response=Key(ById(RESPONSE), "What happens at each kind of alarm."),
    routes=Key(ROUTES_FORM, "How long each way out is waited for, where that is not as usual."),
    after_alarm=Key(AFTER_ALARM, "Who is told when an alarm is over, and who follows it up."),
    muster=Key(MUSTER, "The head count in an alarm: who is safe, who needs help, of whom nobody knows."),
    drills=Key(DRILLS, "How often the office drills."),
    meetings=Key(MEETINGS, "How meetings that may turn are watched, and what is raised when nobody answers."),
    overdue=Key(OVERDUE, "By when reports are done, and who is told of what is overdue."),
    closing=Key(CLOSING, "How the office closes before somebody comes back."),
    emergency_call=Key(EMERGENCY_CALL, "What whoever calls the police or an ambulance has to say about the house."),
    standard=Key(Kind.TEXT, "The standard this plan stands on, and its version: agency/2026-2."),
    deviations=Key(Kind.REASONS, "The clauses that differ from the standard, each with its reason."),
)
OF_A_STANDARD: Final = _form(
    "standard",
    version=Key(Kind.TEXT, "The standard's own version."),
    builds_on=Key(Kind.TEXT, "The standard under this one."),
    locked=Key(Many(Kind.TEXT), "Clauses that no office changes: roles.colleague."),
)
"""What a standard says of itself, beside the keys of a plan."""
