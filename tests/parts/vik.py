"""A plan of an invented office in which every rule has something to look at, and finds nothing."""

GOOD = """\
trygg: 1
office: vik
name: Kontoret Vik
country: SE
languages: [sv, en]
time_zone: Europe/Stockholm
hours: {mon-fri: "08:00-16:30"}
expires: 2027-06-30
zones:
  reception: {name: Receptionen, kind: reception, in_sight_of: [corridor]}
  corridor: {name: Korridoren, kind: corridor}
  staff: {name: Personalrummet, kind: staff_room}
  room:
    {kind: meeting_room, floor: 1, second_exit: true, sight_in: true, shape: [[0, 0], [4, 0], [4, 3], [0, 3]]}
  safe: {kind: safe_zone}
  hide: {kind: retreat_room, lockable: true, room_for: 6}
floors:
  1: {name: Markplan, picture: plan-1.png}
doors:
  staff-door:
    {between: [safe, corridor], kept_shut_by: manager, lockable: true, opens_without_power_from: [safe]}
  hide-door: {between: [reception, hide]}
walks:
  - [reception, room, 2]
  - [safe, corridor, 3, staff-door]
  - [reception, hide, 1, hide-door]
  - [reception, corridor, 6]
  - [corridor, staff, 4]
  - [staff, safe, 5]
  - [room, hide, 4]
screens:
  staff-screen: {name: Skärmen, zone: staff, audience: staff}
  at-cafe: {name: På kaféet, audience: public, neighbour: cafe}
outputs:
  siren: {name: Sirenen, kind: siren, zone: staff, for: 60}
  lock: {name: Låset, kind: door, zone: staff, for: 10 min, opens_from_inside: true, door: staff-door}
  porch: {name: Portlåset, kind: door, zone: reception, for: 1 h, opens_from_inside: true}
inspections:
  rooms:
    {name: Rummen, of: [room, hide, staff-door], every: 28 d, by: manager, also: {tidy: {say: {sv: Fritt, en: Free}}}}
people:
  anna: {name: Anna Berg, home: reception}
  ulf:
    {name: Ulf, home: staff, languages: [sv, ar], training: [first_aid],
    phone: "+46 8 00001", reached_by: [sms, screen]}
  mia: {name: Mia Ö, home: staff, training: first_aid}
  bo: {name: Bo Lind, home: staff}
  eva: {name: Eva Ek, home: staff}
  ola: {name: Ola Ek, home: corridor}
contacts:
  cafe: {name: Kaféet, phone: "+46 8 000 03", reached_by: sms}
  kiosk: {name: Kiosken, phone: "+46 8 000 04"}
  area: {name: Områdeschefen, email: area@vik.example, reached_by: email}
  police: {name: Polisen, phone: "+46 8 000 02", receiver: larmcentral, reached_by: [voice, sms, alarm_centre]}
groups:
  day: {who: [anna, bo]}
  out: {who: [ulf]}
rosters:
  office:
    who: [day, ola]
    from: 2026-11-23
    weeks: [{mon-fri: "08:00-16:30"}, {mon-fri: "08:00-16:00"}]
  helpers: {who: [ulf, mia], hours: {mon-fri: "08:00-16:00"}}
roles:
  colleague:
    title: {sv: Kollega, en: Colleague}
    duty: {sv: Gå dit, en: Go there}
    holders: nearest
    needed: 2
  manager:
    title: {sv: Chef, en: Manager}
    duty: {sv: Led, en: Lead}
    holders: [eva]
    deputies: [bo]
  police-contact:
    title: {sv: Polis, en: Police}
    duty: {sv: Kom, en: Come}
    holders: [police]
    not_with: [manager]
  guard:
    title: {sv: Väktare, en: Guard}
    duty:
      sv: {first: Gå dit, never: Gå in ensam}
      en: {first: Go there, never: Go in alone}
    holders: [bo, ola]
    goes_in: true
    arrive_within: 60 s
  helper:
    title: {sv: Hjälp, en: Help}
    duty: {sv: Hjälp, en: Help}
    holders: {nearest: {within: 30 s, training: first_aid}}
    goes_in: false
  presser: {title: {sv: Du, en: You}, duty: {sv: Tryck, en: Press}, holders: presser}
lead: manager
routes:
  sms: {delivered_within: 10 s}
  voice: {answered_within: 20 s}
meetings: {grace: 10 min, ask_person: 3 min, ask_watcher: 4 min, check_every: 45 min, kind: assist}
overdue: {write_within: 2 d, above: area}
muster: {kinds: [emergency], at: staff, within: 2 min, call: [manager, everybody]}
after_alarm:
  tell: [manager]
  follow_up: {role: manager, within: 3 d}
drills: {at_least_every: 6 months, micro: monthly}
emergency_call:
  address: Storgatan 1, Vik
  call_back: "+46 8 2"
  entrances: {main: {name: Porten, zone: reception, say: Under klockan}}
  numbers: {police: "0112"}
closing:
  checklist:
    porch: {say: {sv: Lås, en: Lock it}, role: guard, doors: [staff-door], switch: [porch]}
  entrances: [main]
  outside: out
  neighbours: [cafe]
  look_again: 30 min
response:
  emergency:
    steps:
      - call: [colleague]
      - call: [guard, helper]
        switch: [siren, lock]
      - after: 20
        unless: {accepted: 2}
        call: [manager, police-contact]
    done_when: {arrived: 1}
    police: {call: police-contact, when: [two_pressers, responder, lead]}
    repeat: {every: 30, call: [everybody]}
    last_resort: {call: police}
  assist:
    steps:
      - call: [everybody]
    raised_by: {further_press: emergency, other_presser: emergency}
    repeat: {every: 60, call: [everybody]}
    last_resort: {call: police}
  closing:
    steps: [{call: [guard]}]
    repeat: {every: 60, call: [guard]}
    last_resort: {call: police}
  neighbour:
    steps: [{call: [helper]}]
    repeat: {every: 120, call: [helper]}
    last_resort: {call: police}
  threat:
    title: {sv: Hot på telefon, en: Threat on the telephone}
    level: observe
    steps: [{call: [everybody]}]
    raised_by: {further_press: assist}
    repeat: {every: 60, call: [everybody]}
    last_resort: {call: police}
"""
