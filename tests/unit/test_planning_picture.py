"""What is kept of a picture: the picture, and nothing that a camera or a program wrote beside it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.picture import chunk, jpeg, png, segment
from service.planning.picture import LARGEST, PictureError, cleaned
from service.planning.pictures import MOST, Pictures

SECRET = b"59.3293 N 18.0686 E, Anna's telephone"


NOTED = [
    png(2, 1, chunk(b"tEXt", b"Comment\0" + SECRET), chunk(b"eXIf", SECRET), chunk(b"acTL", SECRET)) + SECRET,
    jpeg(16, 8, segment(0xE1, b"Exif\0\0" + SECRET), segment(0xFE, SECRET), segment(0xE2, SECRET)) + SECRET,
]


@pytest.mark.parametrize("content", NOTED, ids=["png", "jpg"])
def test_only_the_picture_is_kept(content: bytes) -> None:
    """Where and by whom it was taken, comments, animations and whatever hangs behind it are gone; once is enough."""
    kept = cleaned(content)
    assert SECRET not in kept.content
    assert cleaned(kept.content) == kept
    assert kept.content == cleaned(png() if kept.kind == "png" else jpeg()).content
    assert kept.name.endswith(f".{kept.kind}")


def test_a_picture_knows_its_size() -> None:
    """Width and height are read from the picture itself."""
    assert (cleaned(png(7, 5)).width, cleaned(png(7, 5)).height) == (7, 5)
    assert (cleaned(jpeg(7, 5)).width, cleaned(jpeg(7, 5)).height) == (7, 5)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no_picture"),
        (b"GIF89a" + bytes(20), "no_picture"),
        (b"RIFF\0\0\0\0WEBP" + bytes(20), "no_picture"),
        (b"%PDF-1.7", "no_picture"),
        (png()[:-4], "no_picture"),
        (png().replace(b"IDAT", b"IDAX"), "no_picture"),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"IEND"), "no_picture"),
        (b"\x89PNG\r\n\x1a\n<html>", "no_picture"),
        (png(0, 1), "no_picture"),
        (jpeg()[:-2], "no_picture"),
        (jpeg(0, 8), "no_picture"),
        (b"\xff\xd8\xff\xd9", "no_picture"),
        (b"\xff\xd8" + b"\xff" * 50, "no_picture"),
        (png(30_000, 1), "picture_too_large"),
        (jpeg(9_000, 9_000), "picture_too_large"),
        (png(2, 1, chunk(b"tEXt", bytes(LARGEST))), "picture_too_large"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused_in_words(content: bytes, code: str) -> None:
    """Other formats, pages that pretend, broken ones and those with too many points: never kept, never a traceback."""
    with pytest.raises(PictureError) as refused:
        cleaned(content)
    assert refused.value.code == code
    assert str(refused.value.reason)


@given(st.sampled_from([*NOTED, png(), jpeg()]), st.integers(0, 400), st.binary(max_size=6), st.integers(0, 400))
def test_no_bytes_get_past_or_break_it(content: bytes, at: int, put: bytes, end: int) -> None:
    """Whatever is written into a picture: it is refused with a reason, or what is kept is kept whole a second time."""
    changed = content[:at] + put + content[max(at, end) :]
    try:
        kept = cleaned(changed)
    except PictureError:
        return
    assert cleaned(kept.content) == kept
    assert len(kept.content) <= len(changed)


async def test_each_office_keeps_its_own_by_their_content(tmp_path: Path) -> None:
    """The same picture twice is one; another office does not see it; a name that leads elsewhere finds nothing."""
    pictures = Pictures(tmp_path / "pictures", tmp_path / "plans")
    kept = await pictures.keep("as", png())
    assert await pictures.keep("as", NOTED[0]) == kept
    assert [one.name for one in (tmp_path / "pictures" / "as").iterdir()] == [kept.name]
    assert await pictures.read("as", kept.name, beside=True) == kept
    assert await pictures.read("fjellvik", kept.name, beside=True) is None
    for name in ("../as/" + kept.name, "..", "/etc/passwd", "as", kept.name.upper(), ""):
        assert await pictures.read("as", name, beside=True) is None
    with pytest.raises(OSError, match="no office is called"):
        await pictures.keep("..", png())


async def test_a_file_beside_the_plan_is_cleaned_as_it_is_read(tmp_path: Path) -> None:
    """Only where the plan names it; and one that is no picture is told, not sent."""
    (tmp_path / "plan-1.png").write_bytes(NOTED[0])
    (tmp_path / "plan-2.png").write_bytes(b"<svg/>")
    pictures = Pictures(tmp_path / "pictures", tmp_path)
    assert await pictures.read("as", "plan-1.png", beside=False) is None
    found = await pictures.read("as", "plan-1.png", beside=True)
    assert found == cleaned(png())
    with pytest.raises(PictureError):
        await pictures.read("as", "plan-2.png", beside=True)


async def test_an_office_does_not_fill_the_disk(tmp_path: Path) -> None:
    """There is a most; one that is there already may still be sent again."""
    pictures = Pictures(tmp_path / "pictures", tmp_path)
    kept = [await pictures.keep("as", png(width)) for width in range(1, MOST + 1)]
    assert await pictures.keep("as", png(1)) == kept[0]
    with pytest.raises(PictureError) as refused:
        await pictures.keep("as", png(MOST + 1))
    assert refused.value.code == "too_many_pictures"


async def test_room_is_made_by_letting_go_what_nobody_needs(tmp_path: Path) -> None:
    """A full folder takes one more when the oldest picture that nobody needs goes; what is needed stays."""
    pictures = Pictures(tmp_path / "kept", tmp_path)
    names = [(await pictures.keep("as", png(width))).name for width in range(1, MOST + 1)]
    for number, name in enumerate(names):
        os.utime(tmp_path / "kept" / "as" / name, (number, number))
    with pytest.raises(PictureError):
        await pictures.keep("as", png(MOST + 1))
    await pictures.make_room("as", names[:2])
    await pictures.keep("as", png(MOST + 1))
    left = {one.name for one in (tmp_path / "kept" / "as").iterdir()}
    assert {*names[:2]} <= left
    assert names[2] not in left
    await pictures.make_room("nowhere", ())
