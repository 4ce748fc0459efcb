"""What leadership gets to see: figures in which nobody can be recognised, and nothing else."""

from service.access.action import Action
from service.access.rights import MAY, Role
from service.api.gate import ASKED, Somewhere

ABOUT_HERSELF = {
    ("GET", "/"),
    ("GET", "/api/docs"),
    ("GET", "/api/openapi.json"),
    ("GET", "/api/v1/session"),
    ("DELETE", "/api/v1/session"),
    ("GET", "/api/v1/offices"),
    ("GET", "/plan"),
}
"""What is answered to everybody who was let in, with what is her own: for leadership that is no office's content."""


def test_leadership_may_see_figures_and_do_nothing() -> None:
    """No name, no plan, no single alarm, no state of a device."""
    assert MAY[Role.LEADERSHIP] == {Action.SEE_FIGURES}


TOLD_UPWARD = {("GET", "/figures"), ("GET", "/figures.csv"), ("GET", "/figures.pdf")}
"""What is made of `service.figures.upward` alone, which keeps small counts back: `test_figures_upward.py` holds it."""


def test_figures_open_no_address_before_small_numbers_are_kept_from_telling() -> None:
    """One alarm in a month is one person: whoever adds an address of figures holds it to a smallest count."""
    asks = {
        address
        for address, asked in ASKED.items()
        if asked in (Action.SEE_FIGURES, Somewhere(action=Action.SEE_FIGURES))
    }
    assert asks == TOLD_UPWARD


def test_what_shows_single_alarms_or_people_is_no_figure() -> None:
    """What everybody may open who was let in belongs to no office and to no alarm."""
    to_all = {one for one, asked in ASKED.items() if asked == "to be let in" and not one[1].startswith("/demo/")}
    assert to_all >= ABOUT_HERSELF
    assert all("{office}" not in address and "{alarm}" not in address for _, address in to_all)
