"""Checking a plan: every rule with its code, and the findings with their places."""

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Final

from roles.notes import Path, place_of
from roles.plan import Finding, Plan
from roles.rule import (
    after,
    answer,
    boundary,
    call,
    closing,
    dated,
    drill,
    duty,
    inspection,
    level,
    meeting,
    muster,
    neighbour,
    output,
    overdue,
    person,
    place,
    police,
    reference,
    room,
    route,
    shift,
    ways,
)
from roles.rule.problem import Rule, Subject
from roles.trouble import Place

RULES: Final = (
    Rule(code="R001", severity="error", find=reference.bad_id),
    Rule(code="R002", severity="error", find=reference.unknown_zone),
    Rule(code="R003", severity="error", find=reference.unknown_holder),
    Rule(code="R004", severity="error", find=reference.unknown_role),
    Rule(code="R005", severity="error", find=reference.unknown_kind),
    Rule(code="R006", severity="error", find=reference.reserved_role),
    Rule(code="R007", severity="error", find=reference.ambiguous_id),
    Rule(code="R008", severity="error", find=reference.named_twice),
    Rule(code="R009", severity="error", find=reference.no_people),
    Rule(code="R010", severity="error", find=reference.no_emergency),
    Rule(code="R011", severity="error", find=duty.no_title),
    Rule(code="R012", severity="error", find=duty.no_duty),
    Rule(code="R013", severity="error", find=duty.too_few_holders),
    Rule(code="R014", severity="error", find=duty.needs_nobody),
    Rule(code="R015", severity="error", find=duty.goes_in_alone),
    Rule(code="R016", severity="warning", find=duty.sent_alone),
    Rule(code="R017", severity="warning", find=duty.no_deputy),
    Rule(code="R018", severity="warning", find=duty.never_called),
    Rule(code="R019", severity="error", find=duty.bad_deadline),
    Rule(code="R020", severity="warning", find=duty.same_name),
    Rule(code="R021", severity="error", find=answer.no_step),
    Rule(code="R022", severity="error", find=answer.no_last_resort),
    Rule(code="R023", severity="error", find=answer.unreachable_last_resort),
    Rule(code="R024", severity="error", find=answer.no_repeat),
    Rule(code="R025", severity="error", find=answer.negative_delay),
    Rule(code="R026", severity="error", find=answer.empty_condition),
    Rule(code="R027", severity="warning", find=answer.impossible_condition),
    Rule(code="R028", severity="warning", find=answer.outside_first),
    Rule(code="R029", severity="error", find=place.negative_walk),
    Rule(code="R030", severity="warning", find=place.unreachable_zone),
    Rule(code="R031", severity="warning", find=place.homeless),
    Rule(code="R032", severity="error", find=place.screen_in_public),
    Rule(code="R033", severity="warning", find=place.screen_in_view),
    Rule(code="R034", severity="warning", find=place.no_hours),
    Rule(code="R035", severity="warning", find=place.no_expiry),
    Rule(code="R036", severity="warning", find=place.expired),
    Rule(code="R037", severity="error", find=place.screen_seen),
    Rule(code="R038", severity="warning", find=place.sight_of_itself),
    Rule(code="R040", severity="error", find=shift.unknown_member),
    Rule(code="R041", severity="error", find=shift.rotation_without_date),
    Rule(code="R042", severity="warning", find=shift.never_there),
    Rule(code="R043", severity="error", find=shift.unknown_other_role),
    Rule(code="R044", severity="warning", find=shift.too_far),
    Rule(code="R045", severity="warning", find=duty.half_told),
    Rule(code="R046", severity="error", find=person.unknown_training),
    Rule(code="R047", severity="error", find=duty.called_card),
    Rule(code="R048", severity="warning", find=person.out_of_reach),
    Rule(code="R049", severity="warning", find=person.no_language),
    Rule(code="R050", severity="error", find=room.locked_in),
    Rule(code="R051", severity="error", find=room.open_refuge),
    Rule(code="R052", severity="warning", find=room.untold_refuge),
    Rule(code="R053", severity="warning", find=room.trap),
    Rule(code="R054", severity="warning", find=room.no_shape),
    Rule(code="R055", severity="error", find=room.strange_picture),
    Rule(code="R056", severity="warning", find=room.unknown_floor),
    Rule(code="R057", severity="warning", find=boundary.no_boundary),
    Rule(code="R058", severity="warning", find=boundary.nobody_at_boundary),
    Rule(code="R059", severity="error", find=boundary.unknown_door),
    Rule(code="R060", severity="error", find=police.unknown_lead),
    Rule(code="R061", severity="error", find=police.lead_without_role),
    Rule(code="R062", severity="error", find=police.never_met),
    Rule(code="R063", severity="error", find=police.nobody_outside),
    Rule(code="R064", severity="error", find=police.cannot_be_met),
    Rule(code="R065", severity="warning", find=police.condition_first),
    Rule(code="R066", severity="error", find=level.raised_to_nothing),
    Rule(code="R067", severity="error", find=level.not_raised),
    Rule(code="R068", severity="error", find=level.raised_by_nothing),
    Rule(code="R069", severity="error", find=level.level_of_known_kind),
    Rule(code="R070", severity="warning", find=dated.overlapping_shifts),
    Rule(code="R071", severity="warning", find=dated.long_past),
    Rule(code="R072", severity="warning", find=dated.none_to_come),
    Rule(code="R073", severity="warning", find=dated.shift_on_closed_day),
    Rule(code="R080", severity="warning", find=call.untold_house),
    Rule(code="R081", severity="error", find=call.no_number),
    Rule(code="R082", severity="warning", find=route.nobody_rings),
    Rule(code="R083", severity="warning", find=route.only_by_screen),
    Rule(code="R084", severity="warning", find=route.too_patient),
    Rule(code="R085", severity="error", find=route.waits_for_nothing),
    Rule(code="R086", severity="warning", find=route.proves_nothing),
    Rule(code="R087", severity="error", find=after.unknown_after),
    Rule(code="R088", severity="warning", find=after.police_by_another_name),
    Rule(code="R089", severity="warning", find=after.centre_for_nothing),
    Rule(code="R090", severity="error", find=output.unknown_output),
    Rule(code="R091", severity="error", find=output.shut_in),
    Rule(code="R092", severity="error", find=output.never_ends),
    Rule(code="R093", severity="warning", find=output.never_switched),
    Rule(code="R094", severity="warning", find=ways.no_refuge),
    Rule(code="R095", severity="warning", find=ways.cut_off),
    Rule(code="R096", severity="warning", find=ways.no_safe_way),
    Rule(code="R097", severity="warning", find=ways.no_room),
    Rule(code="R098", severity="error", find=ways.strange_door),
    Rule(code="R099", severity="warning", find=ways.refuge_in_sight),
    Rule(code="R100", severity="error", find=closing.half_a_closing),
    Rule(code="R101", severity="error", find=closing.unknown_in_closing),
    Rule(code="R102", severity="error", find=closing.nobody_for_line),
    Rule(code="R103", severity="error", find=closing.loud_closing),
    Rule(code="R104", severity="error", find=closing.never_looked_at),
    Rule(code="R105", severity="warning", find=closing.unreached_neighbour),
    Rule(code="R106", severity="error", find=muster.unknown_kind),
    Rule(code="R107", severity="error", find=muster.unknown_muster),
    Rule(code="R108", severity="error", find=muster.bad_muster_time),
    Rule(code="R109", severity="warning", find=muster.nobody_looks),
    Rule(code="R110", severity="error", find=meeting.unknown_meeting_kind),
    Rule(code="R111", severity="error", find=meeting.bad_meeting_time),
    Rule(code="R120", severity="error", find=drill.never_drilled),
    Rule(code="R121", severity="warning", find=drill.seldom_drilled),
    Rule(code="R130", severity="error", find=inspection.unknown_place),
    Rule(code="R131", severity="error", find=inspection.unknown_looker),
    Rule(code="R132", severity="error", find=inspection.strange_turn),
    Rule(code="R133", severity="error", find=inspection.untold_question),
    Rule(code="R134", severity="warning", find=inspection.forgotten_place),
    Rule(code="R135", severity="error", find=neighbour.unknown_neighbour),
    Rule(code="R136", severity="error", find=neighbour.neighbour_sees_more),
    Rule(code="R137", severity="error", find=neighbour.loud_neighbour),
    Rule(code="R140", severity="error", find=overdue.unknown_in_overdue),
    Rule(code="R141", severity="error", find=overdue.bad_overdue_time),
    Rule(code="R142", severity="warning", find=overdue.never_told_of_overdue),
)
"""All rules, in the order of their codes. A code is for ever: a rule that is dropped leaves a hole."""

MOST_OF_ONE_RULE: Final = 25
"""Findings of one rule that are shown; whoever has mended these knows how to mend the rest."""


def check(plan: Plan, places: Mapping[Path, Place], *, today: date | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with a plan by line; without `today` nothing is said about what depends on the date."""
    subject = Subject(plan=plan, today=today)
    findings = []
    for rule in RULES:
        for problem in islice(rule.find(subject), MOST_OF_ONE_RULE):
            where = place_of(problem.path, places)
            findings.append(
                Finding(
                    code=rule.code,
                    severity=rule.severity,
                    message=problem.message,
                    line=where.line,
                    column=where.column,
                    remedy=problem.remedy,
                    source=where.source or plan.source,
                )
            )
    return in_order(findings, plan.source)


def in_order(findings: list[Finding], source: str) -> tuple[Finding, ...]:
    """Return findings as they stand in the document, from top to bottom; those in other documents come last."""
    return tuple(sorted(findings, key=lambda one: (one.source != source, one.source, one.line, one.column, one.code)))
