"""How numbers and days of figures are said. Pure."""

from datetime import date

from babel.dates import format_date

from service.pulse.questions import HIGHEST, LOWEST
from service.web.tongue import Tongue


def said(tenths: int, lang: str) -> str:
    """Return tenths as a number with one decimal, as the language writes it."""
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if lang == "en" else f"{whole},{rest}"


def day_in_words(day: date, lang: str) -> str:
    """Return a day in words."""
    return str(format_date(day, format="medium", locale=lang))


def mean_in_words(tenths: int, tongue: Tongue) -> str:
    """Say a mean; at its ends that it is so much or more, or so much or less."""
    number = said(tenths, tongue.lang)
    if tenths >= HIGHEST:
        return tongue.t("%(number)s or more", number=number)
    return tongue.t("%(number)s or less", number=number) if tenths <= LOWEST else number


def short_mean(tenths: int, tongue: Tongue) -> str:
    """Say the same where there is little room."""
    sign = "≥ " if tenths >= HIGHEST else "≤ " if tenths <= LOWEST else ""
    return f"{sign}{said(tenths, tongue.lang)}"
