"""Requests that no page of ours would send: each gets an answer in words, and none a failure of the service."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from parts.offices import lay_out
from parts.process import free_port
from parts.service import Service

pytestmark = pytest.mark.timeout(180)  # services start here, on a machine that may be busy


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A node without any broker, which serves its pages all the same."""
    folder: Path = tmp_path_factory.mktemp("strange")
    node = Service(folder / "node", lay_out(folder / "plans"), f"mqtt://127.0.0.1:{free_port()}")
    with node.begun():
        node.wait_alive()
        yield node


@pytest.mark.parametrize("path", ["/api/v1/offices/as/alarms", "/review/as"])
@pytest.mark.parametrize("before", [2**31, 2**63, 10**30])
def test_a_position_beyond_all_positions_is_before_nothing(service: Service, path: str, before: int) -> None:
    """A number that no database column holds is answered like any other number that is too large."""
    assert service.http.get(path, params={"before": str(before)}).status_code == 200


def test_an_origin_that_cannot_be_read_is_a_foreign_one(service: Service) -> None:
    """Whatever a browser is made to send as Origin, it is refused in words."""
    refused = service.http.put("/api/v1/offices/as/today/bo", json={"fact": None}, headers={"origin": "http://["})
    assert (refused.status_code, refused.json()["code"]) == (403, "foreign_origin")


def test_an_alarm_that_no_database_can_name_is_unknown(service: Service) -> None:
    """NUL is in no id; PostgreSQL would refuse the question itself."""
    assert service.http.get("/api/v1/alarms/%00").json()["code"] == "unknown_alarm"


def test_the_description_of_the_api_loads_nothing_from_elsewhere(service: Service) -> None:
    """A script from somebody else's server would run with every right of our own pages."""
    page = service.http.get("/api/docs")
    assert page.status_code == 200
    assert "/api/v1/offices/{office}/alarms" in page.text
    assert "<script" not in page.text
    assert not re.search(r"""(src|href|action|url)\s*[=(]\s*["']?\s*([a-z]+:)?//""", page.text, re.IGNORECASE)
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_key_that_was_used_for_a_drill_swallows_no_real_press(service: Service) -> None:
    """The same Idempotency-Key is the same press, but a real one is never taken for a drill that was heard before."""

    def press(mode: str) -> str:
        said = service.http.post(
            "/api/v1/offices/as/alarms", json={"zone": "room-114", "mode": mode}, headers={"Idempotency-Key": "once"}
        )
        return str(said.json()["alarm"])

    drill, again, actual = press("drill"), press("drill"), press("actual")
    assert drill == again
    assert actual != drill
    assert service.get(f"/alarms/{actual}")["mode"] == "actual"


def test_a_key_that_somebody_else_has_used_swallows_no_press(service: Service) -> None:
    """Two programs that count their presses both begin with 1: each is its own person's press, and heard once."""

    def press(who: str | None, key: str) -> str:
        said = {"zone": "room-114"} | ({"person": who} if who else {})
        answer = service.http.post("/api/v1/offices/as/alarms", json=said, headers={"Idempotency-Key": key})
        assert answer.status_code in (200, 201)
        return str(answer.json()["alarm"])

    anna, again, bo, nobody = press("anna", "1"), press("anna", "1"), press("bo", "1"), press(None, "1")
    assert anna == again
    assert len({anna, bo, nobody}) == 3
    alarms = [service.get(f"/alarms/{alarm}") for alarm in (anna, bo, nobody)]
    assert len({alarm["presser"] for alarm in alarms}) == 3
    assert all(len(alarm["press_keys"]) == 1 for alarm in alarms)


def test_nobody_takes_another_one_s_key_by_what_she_sends(service: Service) -> None:
    """Whoever has no name says whose her key is herself: that must swallow no press of theirs."""

    def press(who: str | None, key: str) -> tuple[int, str]:
        said = {"zone": "room-114"} | ({"person": who} if who else {})
        answer = service.http.post("/api/v1/offices/as/alarms", json=said, headers={"Idempotency-Key": key})
        return answer.status_code, str(answer.json()["alarm"])

    _, before = press("anna", "before")
    forged, taken = press(None, f"~{service.get(f'/alarms/{before}')['presser']}/later")
    pressed, alarm = press("anna", "later")
    assert (forged, pressed) == (201, 201)
    assert alarm == before != taken, "it is one more press of her alarm"


def test_a_head_that_never_ends_is_not_waited_for(service: Service) -> None:
    """A real service ends such a connection by itself, and hears a press that comes in pieces meanwhile."""
    head = b"POST /api/v1/offices/as/alarms HTTP/1.1\r\nhost: 127.0.0.1\r\nidempotency-key: pieces\r\n"
    with (
        socket.create_connection(("127.0.0.1", service.port), timeout=40) as slow,
        socket.create_connection(("127.0.0.1", service.port), timeout=40) as pressing,
    ):
        slow.sendall(b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ")
        pressing.sendall(head.replace(b"127.0.0.1", f"127.0.0.1:{service.port}".encode()))
        pressing.sendall(b'content-type: application/json\r\ncontent-length: 17\r\n\r\n{"mode": ')
        slow.sendall(b"y")
        pressing.sendall(b'"drill"}')
        assert b" 201 " in pressing.recv(200).split(b"\r\n")[0]
        assert slow.recv(200).startswith(b"HTTP/1.1 408 ")


BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-language": "sv"}


@pytest.mark.parametrize("path", ["/review/nowhere", "/no-such-page", "/pulse/as/slips", "/screen/as/gone"])
def test_whoever_opens_a_page_that_is_not_there_reads_a_page(service: Service, path: str) -> None:
    """A person is told in her own language, and led back; no page of ours shows anybody braces and codes."""
    shown = service.http.get(path, headers=BROWSER)
    assert (shown.status_code, shown.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>Sidan finns inte här</h1>" in shown.text
    assert '<a href="/">Till startsidan</a>' in shown.text
    assert "about:blank#" not in shown.text


@pytest.mark.parametrize("path", ["/review/nowhere", "/api/v1/offices/nowhere"])
def test_a_program_reads_what_is_wrong_as_before(service: Service, path: str) -> None:
    """Whoever asks for no page, and whoever asks the API, gets problem details."""
    heads = [{"accept": "application/json"}, {"accept": "*/*"}]
    for head in [*heads, BROWSER] if path.startswith("/api/") else heads:
        told = service.http.get(path, headers=head)
        assert (told.status_code, told.headers["content-type"]) == (404, "application/problem+json")
        assert told.json()["code"]
