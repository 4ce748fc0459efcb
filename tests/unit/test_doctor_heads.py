"""What `trygg doctor` says of heads of the record: where they go, with which key, and what is missing."""

from pathlib import Path

from service.cli.doctor import heads, ways_out
from service.notify.heads.key import make_key
from service.settings import Settings


def _told(settings: Settings) -> list[str]:
    return [str(look) for look in heads.looks(settings)]


async def test_it_says_where_heads_go_and_what_is_missing(tmp_path: Path) -> None:
    """From none at all to all that is needed."""
    settings = Settings(data_dir=tmp_path)
    [none] = _told(settings)
    assert none.startswith("note")
    assert "none leave" in none
    (tmp_path / "routes.toml").write_text('[heads]\nfolder = "outside"\nmail_to = ["a@example.se"]\n')
    folder, key = _told(settings)
    assert folder.startswith("MISSING  heads of the record: there is no folder")
    assert "made at the first start" in key
    (tmp_path / "outside").mkdir()
    made = make_key(tmp_path / "heads.key")
    folder, key = _told(settings)
    assert folder == f"ok       heads of the record: they go to {tmp_path / 'outside'}, mail to a@example.se"
    assert made.public in key
    (tmp_path / "heads.key").chmod(0o644)
    assert _told(settings)[1].startswith("MISSING")
    (tmp_path / "heads.key").write_text("none")
    assert _told(settings)[1].startswith("MISSING")
    # Heads alone call nobody: that nobody is called away from the screens is said as before.
    assert [str(one)[:4] for one in await ways_out.looks(settings)] == ["note"]
    (tmp_path / "routes.toml").write_text("[heads]\n")
    assert _told(settings) == []
