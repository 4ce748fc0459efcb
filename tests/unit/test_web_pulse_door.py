"""The picture at the door of a pulse is drawn once: whoever asks without end has nothing worked out anew."""

from pathlib import Path

from service.web import pulse_pages
from service.web.pulse_pages import door_picture, picture


def test_a_thousand_strangers_have_one_picture_drawn() -> None:
    """The same address is the same picture from then on, and what is kept of addresses has an end."""
    door_picture.cache_clear()
    address = "https://trygg.example/q/as"
    assert {door_picture(address) for _ in range(1000)} == {picture(address)}
    assert (door_picture.cache_info().misses, door_picture.cache_info().hits) == (1, 999)
    for port in range(200):
        door_picture(f"https://trygg.example:{port}/q/as")
    assert door_picture.cache_info().currsize == door_picture.cache_info().maxsize == 64


def test_the_door_asks_for_the_kept_picture_and_nobody_elses_way_is_kept() -> None:
    """The page without a code goes through it; a person's own way, with her code, never does."""
    text = Path(pulse_pages.__file__).read_text()
    assert text.count("door_picture(address)") == 1
    assert 'picture(f"{address}/{code}" if code else address)' in text
