"""What webhooks sign, and that the page for receivers shows it as it is."""

import base64
import re

from hypothesis import given
from hypothesis import strategies as st

from parts.outgoing import outgoing
from parts.pages import DOCS
from service.notify.port import Address
from service.notify.webhook.content import id_of, signature

PAGE = DOCS / "how-to" / "receive-webhooks.md"


def test_the_page_for_receivers_shows_a_signature_of_ours() -> None:
    """The example that receivers go by is what this service would send."""
    text = PAGE.read_text()
    secret = base64.b64decode(re.findall(r'SECRET = "whsec_(.+)"', text)[0])
    said = dict(re.findall(r'"webhook-(id|timestamp|signature)": "(.+)"', text))
    body = re.findall(r"^BODY = b'(.+)'$", text, re.MULTILINE)[0].encode()
    assert signature(secret, said["id"], int(said["timestamp"]), body) == said["signature"]


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=100))
def test_an_id_never_has_what_separates_it(key: str) -> None:
    """The dot stands between id, time and body alone, so nothing signed can be read in two ways."""
    assert "." not in id_of(outgoing(Address(name="x"), key=key))
