"""What reference and promises name is what the code has: topics, messages of the stream, keys of a plan, tests."""

import re
from pathlib import Path
from typing import Any, get_args

from devices.topics import Leaf, canary_topic, service_status, topic_of
from parts.pages import DOCS, ROOT, blocks, examples, name_of, prose
from roles.schema import schema


def test_the_topics_of_the_page_are_those_of_the_code() -> None:
    """The page's table has each topic of the contract, and none that the code does not know."""
    text = (DOCS / "reference" / "mqtt.md").read_text()
    shown = re.findall(r"^\| `(trygg/v1/[^`]+)` \|", text, re.MULTILINE)
    made = {topic_of("office", "device", leaf) for leaf in get_args(Leaf)} | {
        service_status("node"),
        canary_topic("node"),
    }
    assert {re.sub(r"[{}]", "", topic) for topic in shown} == made
    assert len(shown) == len(made)


def test_the_messages_of_the_stream_are_those_of_the_code() -> None:
    """Each type of message that the service sends to a screen has an example on the page, and no other has."""
    code = "".join(file.read_text() for file in (ROOT / "service" / "live").glob("*.py"))
    sent = set(re.findall(r'"type": "([a-z_]+)"', code))
    assert sent >= {"provisional", "provisional_over", "entry", "withheld", "heartbeat", "superseded"}
    shown = {one["type"] for one in examples("docs/reference/stream.md") if "type" in one}
    assert shown == sent | {"snapshot", "resumed", "rendered"}  # what begins a stream, and what a screen says itself


def _keys(part: Any) -> set[str]:
    """Return every key that a schema names, at whatever depth."""
    if isinstance(part, list):
        return {key for one in part for key in _keys(one)}
    if not isinstance(part, dict):
        return set()
    own = part.get("properties")
    found = set(own) if isinstance(own, dict) else set()
    return found | {key for one in part.values() for key in _keys(one)}


def test_every_key_of_a_plan_stands_in_the_reference() -> None:
    """Whoever writes a plan by hand finds each key that the reader takes."""
    page = DOCS / "reference" / "plan.md"
    code = " ".join(re.findall(r"`([^`\n]+)`", prose(page)) + [one.text for one in blocks("yaml", page=name_of(page))])
    words = set(re.findall(r"[a-z0-9_]+", code))
    assert sorted(_keys(schema()) - words) == []


def test_every_promise_names_tests_that_are_there() -> None:
    """Each promise says how it is kept, which tests show it, and what is not so yet; and the tests exist."""
    text = (DOCS / "explanation" / "promises.md").read_text()
    sections = re.split(r"^## (?=\d)", text, flags=re.MULTILINE)[1:]
    assert len(sections) == 6
    for section in sections:
        assert "Kept by:" in section, section.partition("\n")[0]
        shown = section.partition("Shown by:")[2].partition("Not so yet:")[0]
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", shown)
        assert named, section.partition("\n")[0]
        for path, test in named:
            found = re.findall(
                r"^(?:async )?def (test_\w+)|^    def (test_\w+)|^(Test\w+) =", _text(ROOT / path), re.MULTILINE
            )
            assert found, f"{path} holds no test"
            assert not test or any(test in pair for pair in found), f"{path} has no {test}"


def _text(path: Path) -> str:
    assert path.is_file(), f"{path} is not there"
    return path.read_text()
