"""Each rule of `roles.check` with an example that breaks it and one that does not."""

from datetime import date
from functools import cache

import pytest

from parts.vik import GOOD
from roles.check import MOST_OF_ONE_RULE, RULES
from roles.document import load, read
from roles.plan import Finding, Plan
from roles.rule.problem import Rule, Subject

TODAY = date(2026, 11, 23)

# Each line: the rule, what to replace in the good plan, by what, and a word that the message has.
BREAKS = [
    ("R001", "office: vik", "office: Vik_1", "Vik_1"),
    ("R001", "  ola: {", "  Öla: {", "Öla"),
    ("R002", "home: reception}", "home: receptoin}", "receptoin"),
    ("R002", "zone: staff,", "zone: stuff,", "stuff"),
    ("R002", "[corridor, staff, 4]", "[corridr, staff, 4]", "corridr"),
    ("R003", "deputies: [bo]", "deputies: [boo]", "boo"),
    ("R003", "holders: [eva]", "holders: [eve]", "eve"),
    ("R004", "call: [colleague]", "call: [collegue]", "collegue"),
    ("R004", "call: [everybody]", "call: [evrybody]", "evrybody"),
    ("R005", "  emergency:", "  emergncy:", "emergncy"),
    ("R006", "  manager:", "  nearest:", "nearest"),
    ("R007", "  police: {", "  bo: {", "bo"),
    ("R008", "deputies: [bo]", "deputies: [eva]", "eva"),
    ("R009", "people:\n", "people: {}\nx:\n", "nobody"),
    ("R010", "  emergency:", "  assist:", "emergency"),
    ("R011", "title: {sv: Chef, en: Manager}", "title: {sv: Chef}", "title in en"),
    ("R012", "duty: {sv: Led, en: Lead}", "duty: Led", "duty in en"),
    ("R013", "deputies: [bo]", "needed: 2", "needs 2"),
    ("R014", "deputies: [bo]", "needed: 0", "needs 0"),
    ("R015", "needed: 2", "needed: 1", "alone"),
    ("R016", "holders: nearest\n    needed: 2", "holders: [anna, bo]\n    goes_in: true", "one person"),
    ("R017", "deputies: [bo]", "deputies: []", "Eva Ek"),
    ("R018", "call: [manager, police-contact]", "call: [police-contact]", "manager"),
    ("R019", "deputies: [bo]", "accept_within: 0", "accept_within"),
    ("R019", "holders: nearest", "holders: {nearest: {within: -5}}", "-5"),
    ("R020", "name: Bo Lind", "name: eva ek", "Eva Ek"),
    ("R021", "call: [colleague]", "call: []", "Step 1"),
    ("R022", "last_resort: {call: police}", "", "silence"),
    ("R023", "{call: police}", "{call: polise}", "polise"),
    ("R023", ', phone: "+46 8 000 02"', "", "police"),
    ("R024", "repeat: {every: 30, call: [everybody]}", "", "silence"),
    ("R024", "every: 30", "every: 0", "every 0"),
    ("R025", "after: 20", "after: -20", "-20"),
    ("R026", "{accepted: 2}", "{accepted: 0}", "nobody"),
    ("R027", "{accepted: 2}", "{accepted: 19}", "19"),
    ("R004", "police: {call: police-contact", "police: {call: polise-contact", "polise-contact"),
    ("R026", "unless: {accepted: 2}", "if: {pressers: -1}", "nobody"),
    ("R027", "unless: {accepted: 2}", "if: {pressers: 9}", "9"),
    ("R028", "call: [colleague]", "call: [police-contact]", "nobody in the office"),
    ("R029", "staff, 4]", "staff, -4]", "-4"),
    ("R030", "zones:\n", "zones:\n  attic: {kind: staff_room}\n", "attic"),
    ("R031", "home: reception}", "}", "Anna Berg"),
    ("R032", "zone: staff,", "zone: reception,", "Receptionen"),
    ("R033", "zone: staff,", "zone: corridor,", "Korridoren"),
    ("R002", "in_sight_of: [corridor]", "in_sight_of: [coridor]", "coridor"),
    ("R037", "in_sight_of: [corridor]", "in_sight_of: [staff]", "can be seen from “Receptionen”"),
    ("R037", "kind: staff_room}", "kind: staff_room, in_sight_of: room}", "meeting room"),
    ("R038", "in_sight_of: [corridor]", "in_sight_of: [reception]", "itself"),
    ("R066", "further_press: emergency", "further_press: emergancy", "emergancy"),
    ("R066", "further_press: assist", "further_press: medical", "medical"),
    ("R067", "raised_by: {further_press: emergency", "raised_by: {further_press: threat", "not graver"),
    ("R067", "raised_by: {further_press: emergency", "raised_by: {further_press: assist", "not graver"),
    ("R067", "    level: observe\n", "", "not graver"),
    ("R068", "raised_by: {further_press: assist}", "raised_by: {}", "No press"),
    ("R069", "  assist:\n", "  assist:\n    level: observe\n", "cannot be changed"),
    ("R034", 'hours: {mon-fri: "08:00-16:30"}', "", "hours"),
    ("R035", "expires: 2027-06-30", "", "never"),
    ("R035", "expires: 2027-06-30", "expires: 2028-06-30", "twelve months"),
    ("R036", "expires: 2027-06-30", "expires: 2026-06-30", "expired"),
    ("R001", "  day: {", "  Day: {", "Day"),
    ("R003", "holders: [eva]", "holders: [dy]", "dy"),
    ("R007", "  day: {", "  anna: {", "anna"),
    ("R040", "day: {who: [anna, bo]", "day: {who: [anna, boo]", "boo"),
    ("R040", "who: [day, ola]", "who: [dey, ola]", "dey"),
    ("R041", "from: 2026-11-23", "from:", "no date"),
    ("R042", '[{mon-fri: "08:00-16:30"}, {mon-fri: "08:00-16:00"}]', "[{mon: []}, {}]", "no shift"),
    ("R042", "who: [day, ola]", "who: []", "Nobody"),
    ("R070", '08:00-16:30"}, {', '08:00-16:30", sat: ["08:00-12:00", "11:00-13:00"]}, {', "11:00"),
    ("R070", "    from: 2026-11-23\n", '    from: 2026-11-23\n    days: {2026-12-01: "22:00-09:00"}\n', "08:00"),
    ("R071", "    from: 2026-11-23\n", "    from: 2026-11-23\n    days: {2026-10-01: nothing}\n", "2026-10-01"),
    ("R072", "rosters:\n", 'rosters:\n  old: {who: eva, days: {2026-11-20: "08:00-12:00"}}\n', "2026-11-20"),
    ("R073", "    from: 2026-11-23\n", '    from: 2026-11-23\n    days: {2026-12-25: "08:00-12:00"}\n', "closed"),
    ("R043", "not_with: [manager]", "not_with: [manger]", "manger"),
    ("R043", "not_with: [manager]", "not_with: [police-contact]", "itself"),
    ("R044", "holders: [eva]", "holders: [eva]\n    goes_in: true\n    arrive_within: 9 s", "12 s"),
    ("R045", "en: {first: Go there, never: Go in alone}", "en: {first: Go there}", "less of its duty in en"),
    ("R045", "en: {first: Go there, never: Go in alone}", "en: Go there", "less of its duty in en"),
    ("R012", "en: {first: Go there, never: Go in alone}", "en: {never: Go in alone}", "duty in en"),
    ("R013", "training: first_aid}}", "training: first_aid, count: 3}}", "only 2"),
    ("R017", "mia: {name: Mia Ö, home: staff, training: first_aid}", "mia: {name: Mia Ö, home: staff}", "Ulf"),
    ("R046", "within: 30 s, training: first_aid", "within: 30 s, training: first_ade", "trained in “first_ade”"),
    ("R047", "call: [guard, helper]", "call: [guard, helper, presser]", "presser’s own"),
    ("R047", "repeat: {every: 30, call: [everybody]}", "repeat: {every: 30, call: [presser]}", "presser’s own"),
    ("R048", 'phone: "+46 8 00001", reached_by: [sms, screen]', "reached_by: [sms, screen]", "no phone"),
    ("R048", 'phone: "+46 8 00001", reached_by', 'phone: "08-00001", reached_by', "code of its country"),
    ("R048", "receiver: larmcentral, ", "", "no receiver"),
    ("R048", "reached_by: [voice, sms, alarm_centre]", "reached_by: [push]", "no phone page"),
    ("R048", "reached_by: [sms, screen]", "reached_by: [sms, email]", "no email"),
    ("R049", "languages: [sv, ar]", "languages: [svenska]", "svenska"),
    ("R002", "[reception, hide]", "[receptoin, hide]", "receptoin"),
    ("R050", "kind: reception", "kind: reception, lockable: true", "lock “Receptionen” from inside"),
    ("R051", "lockable: true, room_for: 6", "lockable: false, room_for: 6", "cannot be locked"),
    ("R052", "lockable: true, room_for: 6", "room_for: 6", "can be locked"),
    ("R052", "lockable: true, room_for: 6", "lockable: true", "for how many"),
    ("R052", "lockable: true, room_for: 6", "lockable: true, room_for: 0", "nobody"),
    ("R053", "second_exit: true", "second_exit: false", "second exit"),
    ("R053", "sight_in: true", "sight_in: false", "see into"),
    ("R054", "[4, 0], [4, 3], [0, 3]", "[4, 0]", "fewer than three"),
    ("R054", "[4, 0], [4, 3], [0, 3]", "[4, 3], [4, 0], [0, 3]", "cross"),
    ("R054", "[4, 0], [4, 3], [0, 3]", "[4, 0], [900, 3]", "outside"),
    ("R054", "[4, 0], [4, 3], [0, 3]", "[4, 0], [2, 0]", "cross"),
    ("R054", "[4, 0], [4, 3], [0, 3]", ", ".join(f"[{x}, {x * x % 97}]" for x in range(1, 80)), "more than 60"),
    ("R055", "picture: plan-1.png", "picture: ../plan-1.png", "../plan-1.png"),
    ("R055", "picture: plan-1.png", "picture: https://example.org/a.png", "https"),
    ("R055", "picture: plan-1.png", "picture: a.svg", "a.svg"),
    ("R055", "picture: plan-1.png", "picture: a.webp", "a.webp"),
    ("R055", "picture: plan-1.png", "picture: a.png, width: 0", "0 m wide"),
    ("R055", "picture: plan-1.png", "picture: a.png, width: 90000", "90000 m wide"),
    ("R056", "floor: 1", "floor: 2", "floor 2"),
    ("R057", "    {between: [safe, corridor]", "    {between: [safe, hide]", "“safe”"),
    ("R058", ", kept_shut_by: manager", "", "staff-door"),
    ("R059", "kept_shut_by: manager", "kept_shut_by: manger", "manger"),
    ("R059", "[safe, corridor, 3, staff-door]", "[safe, corridor, 3, staf-door]", "staf-door"),
    ("R059", "[safe, corridor, 3, staff-door]", "[safe, corridor, 3, hide-door]", "not between"),
    ("R059", "between: [reception, hide]", "between: [hide, hide]", "itself"),
    ("R060", "lead: manager", "lead: manger", "manger"),
    ("R060", "lead: manager", "lead: colleague", "by name"),
    ("R061", "lead: manager\n", "", "who leads"),
    ("R062", "when: [two_pressers, responder, lead]", "when: []", "Nobody may call"),
    ("R062", "police: {call: police-contact", "police: {call: []", "calls nobody"),
    ("R063", "police: {call: police-contact", "police: {call: manager", "nobody outside"),
    ("R064", "call: [manager, police-contact]", "call: [manager]", "Eva Ek is here alone"),
    ("R064", "unless: {accepted: 2}", "if: {pressers: 2}", "alone"),
    ("R002", "zone: reception, say", "zone: receptoin, say", "receptoin"),
    ("R001", "entrances: {main:", "entrances: {Main:", "Main"),
    ("R080", "  address: Storgatan 1, Vik\n", "", "address"),
    ("R080", '  call_back: "+46 8 2"\n', "", "called back"),
    ("R080", "  entrances: {main: {name: Porten, zone: reception, say: Under klockan}}\n", "", "which entrance"),
    ("R081", 'police: "0112"', "police: the police", "the police"),
    ("R081", '"+46 8 2"', "Anna", "Anna"),
    ("R082", ", reached_by: [voice, sms, alarm_centre]", "", "somebody here has to ring"),
    ("R083", "zone: staff, audience", "zone: corridor, audience", "a screen where she sits"),
    ("R084", "  voice: {answered_within: 20 s}\n", "", "late after 40 s"),
    ("R085", "delivered_within: 10 s", "delivered_within: 0 s", "late at once"),
    ("R085", "answered_within: 20 s", "answered_within: -1 min", "late at once"),
    ("R085", "within: 3 d", "within: 200 d", "follow an alarm up"),
    ("R086", "sms: {delivered_within: 10 s}", "email: {delivered_within: 10 s}", "no proof"),
    ("R087", "tell: [manager]", "tell: [presser]", "presser"),
    ("R087", "{role: manager, within", "{role: manger, within", "manger"),
    ("R088", "deputies: [bo]", "deputies: [bo, police]", "is the police contact"),
    ("R089", "steps: [{call: [everybody]}]", "steps: [{call: [everybody, police-contact]}]", "is a centre"),
    ("R090", "switch: [siren, lock]", "switch: [sirn, lock]", "sirn"),
    ("R090", "kind: siren, zone: staff", "kind: siren, zone: stf", "in which zone"),
    ("R091", ", opens_from_inside: true", "", "shut people in"),
    ("R091", "opens_from_inside: true", "opens_from_inside: false", "shut people in"),
    ("R092", "for: 60", "for: 0", "for some time"),
    ("R092", "for: 10 min", "for: 5 h", "for some time"),
    ("R093", "switch: [siren, lock]", "switch: [lock]", "No step switches"),
    (
        "R094",
        "  safe: {kind: safe_zone}\n  hide: {kind: retreat_room, lockable: true, room_for: 6}",
        "  safe: {kind: staff_room}\n  hide: {kind: staff_room}",
        "no safe zone and no retreat room",
    ),
    ("R095", "zones:\n", "zones:\n  attic: {kind: staff_room}\n", "attic"),
    ("R096", "  - [room, hide, 4]\n", "", "no safe way from “room”"),
    ("R096", "  - [staff, safe, 5]\n", "", "An alarm in “Korridoren” leaves no safe way from “Personalrummet”"),
    ("R097", "lockable: true, room_for: 6", "lockable: true, room_for: 2", "An alarm in “safe” leaves no room"),
    ("R098", "opens_without_power_from: [safe]", "opens_without_power_from: [hide]", "not beside “hide”"),
    ("R098", "door: staff-door}", "door: staf-door}", "staf-door"),
    ("R099", "lockable: true, room_for: 6", "lockable: true, room_for: 6, in_sight_of: room", "seen from “room”"),
    ("R106", "kinds: [emergency], at: staff", "kinds: [emergensy], at: staff", "emergensy"),
    ("R107", "at: staff, within: 2 min", "at: staf, within: 2 min", "staf"),
    ("R107", "call: [manager, everybody]", "call: [manger]", "manger"),
    ("R107", "call: [manager, everybody]", "call: [presser]", "presser"),
    ("R108", "within: 2 min", "within: 5", "30 min"),
    ("R108", "within: 2 min", "within: 2 h", "30 min"),
    ("R109", ", call: [manager, everybody]", "", "somebody is missing"),
    ("R110", "45 min, kind: assist}", "45 min, kind: asist}", "asist"),
    ("R111", "grace: 10 min", "grace: 2 h", "half an hour"),
    ("R111", "ask_person: 3 min", "ask_person: 10", "30 min"),
    ("R111", "ask_watcher: 4 min", "ask_watcher: 1 h", "30 min"),
    ("R111", "check_every: 45 min", "check_every: 1 min", "5 minutes"),
    ("R140", "above: area}", "above: aera}", "aera"),
    ("R140", "above: area}", "manager: gard}", "gard"),
    ("R141", "write_within: 2 d", "write_within: 1 min", "1 h to 90 d"),
    ("R141", "write_within: 2 d", "authority_within: 3 d", "without delay"),
    ("R142", "above: area}", "above: kiosk}", "quietly"),
    ("R142", "above: area}", "manager: manager}", "quietly"),
    ("R120", "at_least_every: 6 months", "at_least_every: 0 months", "every 0 months"),
    ("R120", "micro: monthly", "micro: 300 months", "every 300 months"),
    ("R121", "at_least_every: 6 months", "at_least_every: 18 months", "18 months"),
    ("R121", "micro: monthly", "micro: 9 months", "less often"),
    ("R100", "closing:\n    steps", "shutting:\n    title: {sv: A, en: A}\n    steps", "Nobody is called"),
    ("R100", "closing:\n  checklist:", "deviations:\n  checklist:", "no checklist"),
    ("R101", "role: guard, doors", "role: gard, doors", "gard"),
    ("R101", "doors: [staff-door]", "doors: [stff-door]", "stff-door"),
    ("R101", "entrances: [main]", "entrances: [mian]", "mian"),
    ("R101", "neighbours: [cafe]", "neighbours: [kafe]", "kafe"),
    ("R101", "outside: out", "outside: oot", "oot"),
    ("R101", "en: Lock it}", "en: Lock it" + " now" * 40 + "}", "too long"),
    ("R102", "role: guard, doors", "role: helper, doors", "helper"),
    ("R103", "switch: [porch]", "switch: [porch, siren]", "would sound"),
    ("R103", "steps: [{call: [guard]}]", "raised_by: {further_press: assist}\n    steps: [{call: [guard]}]", "presses"),
    ("R104", "look_again: 30 min", "look_again: 5 h", "looked at again"),
    ("R104", "look_again: 30 min", "look_again: 10 s", "looked at again"),
    ("R105", "neighbours: [cafe]", "neighbours: [cafe, kiosk]", "Kiosken"),
    ("R105", "reached_by: [sms, screen]", "reached_by: screen", "Ulf"),
    ("R130", "of: [room, hide, staff-door]", "of: [room, hide, staff-dor]", "staff-dor"),
    ("R130", "of: [room, hide, staff-door]", "of: []", "Nothing is looked over"),
    ("R131", "every: 28 d, by: manager", "every: 30 d, by: manger", "manger"),
    ("R132", "every: 28 d, by", "every: 1 h, by", "anybody keeps"),
    ("R132", "every: 28 d, by", "every: 900 d, by", "anybody keeps"),
    ("R133", "tidy: {say: {sv: Fritt, en: Free}}", "tidy: {say: {sv: ''}}", "what “tidy” asks"),
    ("R134", "of: [room, hide, staff-door]", "of: [hide, staff-door]", "room"),
    ("R135", "neighbour: cafe}", "neighbour: kafe}", "kafe"),
    ("R135", "neighbour: cafe}", "neighbour: police}", "police"),
    ("R136", "audience: public, neighbour", "audience: discreet, neighbour", "outside this office"),
    ("R136", "audience: public, neighbour", "audience: public, zone: staff, neighbour", "outside this office"),
    (
        "R137",
        "steps: [{call: [helper]}]",
        "raised_by: {further_press: assist}\n    steps: [{call: [helper]}]",
        "presses",
    ),
    ("R137", "steps: [{call: [helper]}]", "steps: [{call: [helper], switch: [porch]}]", "another office"),
    ("R134", "of: [room, hide, staff-door]", "of: [room, hide]", "staff-door"),
    ("R065", "call: [colleague]", "call: [colleague]\n        unless: {accepted: 1}", "unless"),
]


def _findings_of(text: str) -> tuple[Finding, ...]:
    return load(text, source="vik.yaml", today=TODAY).findings


@cache
def _plan_of(text: str) -> Plan:
    """Read a text once: the good plan is asked by every rule."""
    plan = read(text, source="vik.yaml")[0]
    assert plan is not None
    return plan


def test_the_good_plan_has_no_findings() -> None:
    """The plan that every other example here is made from breaks no rule."""
    loaded = load(GOOD, source="vik.yaml", today=TODAY)
    assert loaded.findings == ()
    assert loaded.plan is not None


def test_every_rule_is_broken_here() -> None:
    """No rule is without an example that breaks it, and no example names a rule that is not there."""
    assert {code for code, *_ in BREAKS} == {rule.code for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_an_example_that_passes_and_one_that_fails(rule: Rule) -> None:
    """The rule finds nothing in the good plan, and something in each example that breaks it."""

    def found(text: str) -> list[str]:
        plan = _plan_of(text)
        return [problem.message for problem in rule.find(Subject(plan=plan, today=TODAY))]

    assert found(GOOD) == []
    for code, old, new, word in BREAKS:
        if code == rule.code:
            assert any(word in message for message in found(GOOD.replace(old, new, 1)))


def test_codes_are_unique_and_explained() -> None:
    """Each rule has a code of its own and a sentence that the user reads."""
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.explanation.endswith(".")
        assert "\n" not in rule.explanation


@pytest.mark.parametrize(("code", "old", "new", "word"), BREAKS)
def test_a_broken_rule_is_found_where_it_is_broken(code: str, old: str, new: str, word: str) -> None:
    """The rule finds its example, says what is wrong there and what to do, and errors keep the plan from being used."""
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    loaded = load(text, source="vik.yaml", today=TODAY)
    found = [finding for finding in loaded.findings if finding.code == code]
    assert found, loaded.findings
    assert any(word in finding.message for finding in found)
    assert all(finding.remedy and finding.source == "vik.yaml" for finding in found)
    severity = next(rule.severity for rule in RULES if rule.code == code)
    assert {finding.severity for finding in found} == {severity}
    assert (loaded.plan is None) == any(finding.severity == "error" for finding in loaded.findings)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("home: reception}", "home: receptoin}", "home: receptoin}"),
        ("deputies: [bo]", "deputies: [bo, boo]", "boo]"),
        ("call: [manager, police-contact]", "call: [manager, polis]", "polis]"),
        ("[corridor, staff, 4]", "[corridor, stuff, 4]", "stuff"),
    ],
)
def test_a_finding_points_at_the_very_word(old: str, new: str, at: str) -> None:
    """Line and column are those of the wrong word, counted from 1, also inside a list."""
    text = GOOD.replace(old, new, 1)
    before = text[: text.index(at)] + ("home: " if at.startswith("home: ") else "")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert (line, column) in {(finding.line, finding.column) for finding in _findings_of(text)}


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("home: reception}", "home: receptoin}", "reception"),
        ("call: [colleague]", "call: [collegue]", "colleague"),
        ("  emergency:", "  emergncy:", "emergency"),
        ("kind: staff_room", "kind: staff-room", "staff_room"),
        ("audience: staff", "audience: stafff", "staff"),
        ("    needed: 2", "    neded: 2", "needed"),
    ],
)
def test_an_unknown_word_is_answered_with_the_known_one(old: str, new: str, meant: str) -> None:
    """Whoever mistypes a word is asked whether she meant the one most like it."""
    assert any(f"Did you mean “{meant}”?" in finding.remedy for finding in _findings_of(GOOD.replace(old, new, 1)))


def test_a_kind_of_its_own_needs_only_a_title() -> None:
    """An office may have a kind of alarm that Trygg does not know when it gives it a title."""
    copy = GOOD[GOOD.index("  emergency:") : GOOD.index("  assist:")].replace(
        "  emergency:", "  bomb-threat:\n    title: {sv: Bomb, en: Bomb}"
    )
    assert _findings_of(GOOD + copy) == ()


def test_without_a_date_nothing_is_said_about_the_date() -> None:
    """A plan checked without today's date is not called expired."""
    assert load(GOOD.replace("2027-06-30", "2001-01-01"), source="vik.yaml").findings == ()


def test_one_rule_never_floods_the_list() -> None:
    """A thousand breaks of one rule become a list that a person can read."""
    people = "".join(f"  p{number}: {{name: N{number}, home: nowhere}}\n" for number in range(1000))
    found = _findings_of(GOOD.replace("people:\n", f"people:\n{people}"))
    assert sum(finding.code == "R002" for finding in found) == MOST_OF_ONE_RULE


def test_findings_stand_in_the_order_of_the_document() -> None:
    """Whoever mends from the top never jumps back."""
    text = GOOD.replace("holders: [eva]", "holders: [eve]").replace("kind: corridor", "kind: corider")
    lines = [finding.line for finding in _findings_of(text)]
    assert len(lines) >= 2
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("shape: [[0, 0], [4, 0], [4, 3], [0, 3]]", "shape: 5", "D009"),
        ("shape: [[0, 0], [4, 0], [4, 3], [0, 3]]", "shape: [[0, 0], [nan, 0], [4, 3]]", "D009"),
        ("shape: [[0, 0], [4, 0], [4, 3], [0, 3]]", "shape: [[0, 0, 0], [4, 0], [4, 3]]", "D009"),
        ("shape: [[0, 0], [4, 0], [4, 3], [0, 3]]", "shape: {x: 1}", "D009"),
        ("  1: {name: Markplan", "  ground: {name: Markplan", "D009"),
        ("  1: {name: Markplan", "  1: {nam: Markplan", "D007"),
        ("between: [reception, hide]", "between: [reception]", "D009"),
        ("between: [reception, hide]", "lockable: true", "D008"),
        ("between: [reception, hide]", "between: [reception, hide], boundary: true", "D007"),
        ("[safe, corridor, 3, staff-door]", "[safe, corridor, 3, staff-door, 5]", "D009"),
        ("[safe, corridor, 3, staff-door]", "[safe, corridor, 3, [staff-door]]", "D009"),
        ("second_exit: true", "second_exit: perhaps", "D010"),
        ("room_for: 6", "room_for: six", "D009"),
        ("micro: monthly", "micro: sometimes", "D009"),
        ("micro: monthly", "minutes: 2", "D007"),
        ("reached_by: [sms, screen]", "reached_by: [fax]", "D010"),
        ("training: [first_aid]", "training: {first_aid: true}", "D009"),
        ("en: {first: Go there, never: Go in alone}", "en: [Go there]", "D009"),
        ("training: first_aid}}", "training: first_aid, count: two}}", "D009"),
    ],
)
def test_a_malformed_value_is_found_and_the_rest_is_read(old: str, new: str, code: str) -> None:
    """What cannot be read of rooms, doors, floors, people and duties is told at its place, and reading goes on."""
    assert old in GOOD
    plan, findings = read(GOOD.replace(old, new, 1), source="vik.yaml")
    assert code in {one.code for one in findings}
    assert plan is not None
    assert set(plan.people) == {"anna", "bo", "eva", "ola", "ulf", "mia"}
