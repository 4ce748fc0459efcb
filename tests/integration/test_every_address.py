"""Every address of the service: what its answers tell browsers, from where it may be asked, and what junk comes to."""

import json
from pathlib import Path

import httpx2
import pytest

from parts.inside import addresses, inside
from service.access.rights import Role
from service.access.roll import Roll
from service.api.guard import BY_SECRET, LARGEST_BODY, LARGEST_PLAN
from service.clock import SystemClock

pytestmark = pytest.mark.timeout(120)

CHANGING = ("POST", "PUT", "DELETE", "PATCH")
SAID_BY_ALL = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
SENDING = {where: {"referrer-policy": "same-origin"} for where in ("/near-miss/as", "/pulse/as", "/revisions/as")}
"""A page with a form tells the service alone where it comes from: with less a browser cannot send the form."""
KEPT = ("/static/x/", "/i18n/")
"""Addresses whose answers are about nobody, and may be kept."""
LONG = "x" * 60_000
BIDI = "Anna\u202egreB"

JUNK: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"\xff\xfe{",
    "half a document": b'{"by": "an',
    "null": b"null",
    "a list": b"[1, 2]",
    "a number": b"7",
    "deep": b"[" * 30_000,
    "deep and closed": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "deep in a value": json.dumps({"edits": [{"op": "put", "path": ["a"], "value": 1}]})
    .replace("1}", "[" * 20_000 + "]" * 20_000 + "}")
    .encode(),
    "huge number": b'{"revision": 1e999, "weeks": ' + b"9" * 5_000 + b', "path": -0}',
    "not a number": b'{"revision": NaN, "weeks": Infinity}',
    "half a character as a name": b'{"\\ud800": 1, "by": "bo"}',
    "half a character as a value": b'{"by": "\\ud800", "login": "\\udfff", "text": "\\ud800", "code": "\\ud800"}',
    "NUL": b'{"by": "\\u0000", "login": "a\\u0000", "text": "\\u0000", "person": "\\u0000", "code": "\\u0000"}',
    "long": json.dumps({"by": LONG}).encode(),
    "long name of a key": json.dumps({LONG: 1}).encode(),
    "many keys": json.dumps({f"k{number}": number for number in range(4_000)}).encode(),
    "the same key twice": b'{"by": "bo", "by": "eva", "by": {}}',
    "text that turns": json.dumps({"by": BIDI, "text": BIDI, "login": BIDI, "name": BIDI, "code": BIDI}).encode(),
    "wrong kinds": b'{"by": {}, "text": [], "said": 7, "person": true, "login": null, "password": [], "edits": "x"}',
    "dates": b'{"week": "9999-12-31", "at": "0001-01-01T00:00", "until": "-1", "holds_from": "9999-12-31T23:59:59Z"}',
}
BODIES = {
    "form": ("application/x-www-form-urlencoded", b"login=eva&password=x"),
    "multipart": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n--b--',
    ),
    "multipart without an end": ("multipart/form-data; boundary=b", b"--b\r\n" * 5_000),
    "no kind": ("", b"{}"),
    "another letter code": ("application/json; charset=utf-16", '{"by": "bo"}'.encode("utf-16")),
}
STRANGE = ("%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "a" * 3_000, "%E2%80%AE", "'%20OR%201=1--", "%F0%9F%98%80")


@pytest.mark.parametrize("secure", [False, True])
async def test_every_answer_tells_browsers_to_be_strict(tmp_path: Path, secure: bool) -> None:
    """Pages, answers of the API and refusals alike: nothing inline, in no frame, from nowhere else, not kept."""
    async with inside(tmp_path, secure=secure) as node:
        for method, address in addresses("GET", *CHANGING):
            answer = await node.http.request(method, address, follow_redirects=False)
            said, where = answer.headers, f"{method} {address}: {answer.headers}"
            assert {name: said.get(name) for name in SAID_BY_ALL} == SAID_BY_ALL | SENDING.get(address, {}), where
            policy = said["content-security-policy"]
            assert "frame-ancestors 'none'" in policy, where
            assert "unsafe" not in policy, where
            assert "default-src 'none'" in policy or address.endswith(".pdf"), where
            assert "camera=()" in said["permissions-policy"], where
            assert ("strict-transport-security" in said) is secure, where
            assert said["cache-control"] == "no-store" or address.startswith(KEPT), where
            assert "server" not in said, where


async def test_nobody_from_elsewhere_changes_anything(tmp_path: Path) -> None:
    """Every route that changes something refuses a foreign origin, a foreign fetch, and a name that is not its own."""
    foreign = (
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8081"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.test"},
        {"Host": "evil.test", "X-Forwarded-Host": "127.0.0.1:8080"},
    )
    async with inside(tmp_path) as node:
        for method, address in addresses(*CHANGING):
            for headers in foreign:
                if BY_SECRET.fullmatch(address) and "Host" not in headers:
                    continue  # nobody elsewhere knows the address, and a browser hides from where it is asked
                answer = await node.http.request(method, address, headers=headers, json={})
                assert answer.status_code == 403, (method, address, headers)
                assert answer.json()["code"] in ("foreign_origin", "foreign_host")


async def test_over_tls_a_page_without_tls_is_from_elsewhere(tmp_path: Path) -> None:
    """Whoever can change what travels without TLS could else act through the reader's browser."""
    async with inside(tmp_path, secure=True) as node:
        for origin, status in (("http://trygg.test", 403), ("https://trygg.test", 401)):
            headers = {"Host": "trygg.test", "Origin": origin}
            wrong = {"login": "eva", "password": "not this one"}
            answer = await node.http.post("/api/v1/session", headers=headers, json=wrong)
            assert answer.status_code == status, origin


async def test_junk_is_answered_in_words(tmp_path: Path) -> None:
    """No route fails, hangs or answers with more than it was sent, whatever JSON it gets."""
    async with inside(tmp_path) as node:
        token = await Roll(node.node.store.access, SystemClock()).make_token("hr", Role.DIRECTORY, directory="hr")
        for method, address in addresses(*CHANGING):
            for kind, content in JUNK.items():
                headers = {"Content-Type": "application/json", "Idempotency-Key": "1"}
                if address.startswith("/scim/"):
                    headers["Authorization"] = f"Bearer {token.text}"
                answer = await node.http.request(method, address, content=content, headers=headers)
                where = f"{kind}: {method} {address}: {answer.text[:500]}"
                assert answer.status_code < 500, where
                assert len(answer.content) < 20_000 or answer.status_code < 300, where
                assert answer.status_code < 400 or _words(answer), where
                assert "\u202e" not in answer.text, where


def _words(answer: httpx2.Response) -> str:
    """Return what a refusal says: a problem's detail, or of a page that a person reads its heading."""
    if answer.headers["content-type"].startswith("text/html"):
        return answer.text.partition("<h1")[2].partition("</h1>")[0]
    detail: str = answer.json()["detail"]
    return detail


async def test_other_kinds_of_bodies_are_answered_in_words(tmp_path: Path) -> None:
    """Forms, files and what is compressed are no input of any route."""
    async with inside(tmp_path) as node:
        for method, address in addresses(*CHANGING):
            for name, (kind, content) in BODIES.items():
                headers = {"Content-Type": kind} if kind else {}
                answer = await node.http.request(method, address, content=content, headers=headers)
                assert answer.status_code < 500, (name, method, address, answer.text)
            packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
            answer = await node.http.request(method, address, content=b"\x1f\x8b\x08" + b"\0" * 500, headers=packed)
            assert answer.status_code < 500, (method, address, answer.text)


async def test_what_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """With 413 and how much fits; a body of unknown length too."""
    async with inside(tmp_path) as node:
        for method, address in addresses(*CHANGING):
            is_text = "/plan/" in address or address.startswith("/scim/") or address.endswith("/enrolling/file")
            largest = LARGEST_PLAN if is_text else LARGEST_BODY
            for headers in ({"Content-Length": str(largest + 1)}, {"Transfer-Encoding": "chunked"}):
                answer = await node.http.request(method, address, headers=headers)
                assert answer.status_code == 413, (method, address)
                assert str(largest) in answer.json()["detail"]


async def test_strange_words_in_addresses_are_answered(tmp_path: Path) -> None:
    """NUL, half letters, other folders, other directions and very long words name nothing, and break nothing."""
    async with inside(tmp_path) as node:
        for method, address in addresses("GET", *CHANGING):
            if address == "/health/ready":  # without a broker it is 503, as it should be
                continue
            for word in STRANGE:
                for part in ("as", "staff", "bo", "none", "guard", "a-none", "0" * 64, "wall"):
                    if f"/{part}" in address:
                        strange = address.replace(f"/{part}", f"/{word}", 1)
                        answer = await node.http.request(method, strange, json={}, follow_redirects=False)
                        assert answer.status_code < 500, (method, strange, answer.text)
                        break
            answer = await node.http.request(
                method, f"{address}?before={'9' * 50}&lang={word}&after=-1&next=//evil.test", follow_redirects=False
            )
            assert answer.status_code < 500, (method, address, answer.text)


async def test_what_can_be_no_office_is_written_into_no_plan(tmp_path: Path) -> None:
    """Also where the language is said, so that nobody has to look the office up for it (found by Schemathesis)."""
    async with inside(tmp_path) as node:
        for strange in ("%C2%82x", "x%00", "a%20b", "%E2%80%AE", "x" * 3_000):
            address = f"/api/v1/offices/{strange}/plan"
            for method, rest in (("GET", "/templates"), ("DELETE", "/draft"), ("GET", "")):
                answer = await node.http.request(method, f"{address}{rest}?lang=sv", json={"by": "bo"})
                assert (answer.status_code, answer.json()["code"]) == (404, "unknown_office"), (method, rest)


async def test_errors_are_described_as_they_are_answered(tmp_path: Path) -> None:
    """Every address names the problem that it answers, of its own kind; none what the framework would answer."""
    async with inside(tmp_path) as node:
        described = (await node.http.get("/api/openapi.json")).json()
        assert not {"HTTPValidationError", "ValidationError"} & described["components"]["schemas"].keys()
        for path, methods in described["paths"].items():
            kind = "application/scim+json" if path.startswith("/scim/") else "application/problem+json"
            for method, operation in methods.items():
                assert "422" not in operation["responses"], (method, path)
                assert list(operation["responses"]["default"]["content"]) == [kind], (method, path)


async def test_a_wish_that_was_known_already_is_answered_as_it_is_described(tmp_path: Path) -> None:
    """The same press, and the same closing, sent twice: the second answer has a status of its own."""
    async with inside(tmp_path) as node:
        described = (await node.http.get("/api/openapi.json")).json()["paths"]
        for path, wish in (("alarms", {"zone": "reception"}), ("closing", {"stage": "closing", "person": "bo"})):
            statuses = []
            for _ in range(2):
                answer = await node.http.post(
                    f"/api/v1/offices/as/{path}", json=wish, headers={"Idempotency-Key": f"same-{path}"}
                )
                statuses.append(answer.status_code)
            assert statuses == [201, 200], path
            assert {"200", "201"} <= described[f"/api/v1/offices/{{office}}/{path}"]["post"]["responses"].keys()
