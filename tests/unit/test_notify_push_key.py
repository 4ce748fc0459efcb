"""The key of web push, and what is looked at of a browser's subscription."""

import base64
import contextlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.browser_push import BrowserPush
from service.notify.push.content import checked
from service.notify.push.settings import PushSettings
from service.notify.push.vapid import FILE, Key, KeyFileError, kept_key

SETTINGS = PushSettings(subject="mailto:larm@example.se", services=("push.example",))
GOOD = BrowserPush("https://push.example/x").subscription


def test_the_key_is_made_once_and_for_the_service_alone(tmp_path: Path) -> None:
    """Whoever comes first makes it, all who come at once get the same, and nobody else can read it."""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(kept_key, [tmp_path] * 8))
    assert len(keys) == 1
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [FILE]
    (tmp_path / FILE).chmod(0o644)
    assert kept_key(tmp_path) in keys
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_the_key_is_a_point_that_a_browser_takes_and_is_not_told(tmp_path: Path) -> None:
    """65 bytes that begin with 4; the private half stands in no text about it."""
    key = kept_key(tmp_path)
    point = base64.urlsafe_b64decode(key.public + "=" * (-len(key.public) % 4))
    assert (len(point), point[0]) == (65, 4)
    assert "PRIVATE" not in repr(key)


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_key_that_is_none_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    """With another key every telephone would be deaf, so somebody has to say so."""
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(KeyFileError, match="move it away"):
        kept_key(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(KeyFileError, match=FILE):
        kept_key(tmp_path / "nowhere")


@given(st.binary(max_size=400))
def test_no_bytes_are_taken_for_a_key_by_mistake(content: bytes) -> None:
    """What is no key says so in one way."""
    with pytest.raises(ValueError, match=r"^no key on P-256$"):
        Key.of(content)


def test_a_browsers_subscription_is_taken() -> None:
    """As browsers say it, with and without padding; those of the four makers need no setting."""
    for host in (
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
        "wns2-db5p.notify.windows.com",
    ):
        checked(SETTINGS, f"https://{host}/x", GOOD["p256dh"], GOOD["auth"])
    checked(SETTINGS, **GOOD)
    checked(SETTINGS, GOOD["endpoint"], GOOD["p256dh"] + "=", GOOD["auth"] + "==")


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": "http://push.example/x"},
        {"endpoint": "https://push.example/" + "x" * 2000},
        {"endpoint": ""},
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://fcm.googleapis.com.evil.example/x"},
        {"endpoint": "https://evil.example/fcm.googleapis.com"},
        {"endpoint": "https://push.apple.com.example/x"},
        {"endpoint": "https://[::ffff:10.0.0.1]/x"},
        {"auth": "AAAA"},
        {"auth": "å" * 22},
        {"auth": "=" * 1_000_000},
        {"p256dh": "A" * 87},
        {"p256dh": "BAAAA"},
        {"p256dh": GOOD["p256dh"][:-1] + "*"},
        {"p256dh": "A" * 1_000_000},
    ],
)
def test_a_subscription_that_is_none_is_refused(changed: dict[str, str]) -> None:
    """Another scheme, too long, keys of another length, or no point of the curve."""
    with pytest.raises(ValueError, match=r"address|keys|key|push service"):
        checked(SETTINGS, **{**GOOD, **changed})


@given(st.text(), st.text(), st.text())
def test_no_text_makes_the_look_fail(endpoint: str, p256dh: str, auth: str) -> None:
    """Whatever a browser says is a subscription or none."""
    with contextlib.suppress(ValueError):
        checked(SETTINGS, endpoint, p256dh, auth)
    with contextlib.suppress(ValueError):
        checked(SETTINGS, GOOD["endpoint"], p256dh, auth)
