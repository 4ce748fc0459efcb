"""The language in which `trygg plan` speaks."""

from enum import StrEnum
from typing import Annotated, Final

import typer

from roles.plan import Finding
from roles.sentence import N_, Sentence, Translate


class Language(StrEnum):
    """The languages that plans are told in."""

    sv = "sv"
    nb = "nb"
    en = "en"


Lang = Annotated[Language, typer.Option(help="The language of the answer.")]


def into(lang: Language) -> Translate:
    """Return what sentences are said with in a language; English needs no catalogue."""
    if lang is Language.en:
        return str
    from service.web.i18n import load

    return load().into(lang)


def line(finding: Finding, translate: Translate) -> str:
    """Return a finding on one line, as `str` does in English."""
    said = finding.said(translate)
    severity = translate(_SEVERITIES[finding.severity])
    where = f"{finding.source}:{finding.line}:{finding.column}"
    return f"{where}: {severity} {finding.code}: {said.message} {said.remedy}"


CAN_BE_USED: Final = N_("%(file)s: %(plan)s: the plan can be used")
CAN_BE_STOOD_ON: Final = N_("%(file)s: offices can stand on this standard")
DEVIATES: Final = N_("Deviates from the standard: %(clause)s: %(reason)s")
DO_THE_SAME: Final = Sentence("The two plans do the same.")
NOBODY_ANSWERS: Final = Sentence("If nobody answers:")
EVERYBODY_ANSWERS: Final = Sentence("If everybody answers in the usual time:")
SCENARIOS_PASS: Final = N_("%(file)s: %(passed)s of %(all)s scenarios pass")
MISSING: Final = N_("%(role)s: %(count)s missing.")
CANNOT_BE_USED: Final = N_("%(file)s: this plan cannot be used:")
PLANS_HOLD: Final = N_("%(count)s of %(all)s plans hold for %(weeks)s weeks.")
PLANS_HOLD_WITHOUT_ONE: Final = N_("%(count)s of %(all)s plans hold for %(weeks)s weeks, with any one person away too.")
_SEVERITIES: Final = {"error": N_("error"), "warning": N_("warning")}
