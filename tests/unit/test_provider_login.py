"""A login from its beginning to its end, against a provider that answers, lies, changes its keys and goes away."""

import asyncio
import base64
import hmac
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from parts.issuer import CLIENT, ISSUER, Issuer, asked_for, claims, part, published, signed, signing_key
from parts.stores import AT, Watch
from service.provider.fetch import PATIENCE_S
from service.provider.port import Arrival, Begun, ProviderError
from service.provider.provider import TROUBLED_S, IdentityProvider
from service.provider.published import AGAIN_S, FRESH_S, KEPT_S, REST_S
from service.provider.request import challenge
from service.provider.setup import Setup
from service.provider.way import LASTS, key_of

BACK = "https://trygg.example/login/return"
SETUP = Setup(issuer=ISSUER, client_id=CLIENT, secret="a secret: that nobody guesses")


class Login:
    """One provider, one service, and a browser between them."""

    def __init__(self, setup: Setup = SETUP) -> None:
        self.watch = Watch()
        self.issuer = Issuer()
        self.provider = IdentityProvider(setup, self.issuer, self.watch)

    async def begin(self, onward: str = "/today/as") -> tuple[Begun, dict[str, str]]:
        begun = await self.provider.begin(onward, BACK)
        return begun, asked_for(begun.address)

    async def come_back(self, begun: Begun, said: dict[str, str], **other: str) -> Arrival:
        """Come back with what the provider gave: a code for a token with the login's nonce."""
        self.issuer.codes.add("a code")
        answer = {"code": "a code", "state": said["state"], **other}
        return await self.provider.finish(list(answer.items()), begun.way)

    def gives(self, said: dict[str, str], *, how: dict[str, Any] | None = None, **other: Any) -> None:
        """Have the provider send a token."""
        made = {**claims(self.watch.now(), said["nonce"]), **other}
        self.issuer.token = lambda: (200, {"id_token": signed(made, **(how or {})), "access_token": "a"})

    def is_troubled(self) -> bool:
        """Whether the page says that the provider does not answer."""
        return self.provider.troubled

    async def through(self, **other: Any) -> Arrival:
        """Go the whole way."""
        begun, said = await self.begin()
        self.gives(said, **other)
        return await self.come_back(begun, said)


async def test_the_whole_way() -> None:
    """What is asked for, what comes back, and what is sent to get the token."""
    login = Login()
    assert login.issuer.asked == []  # nothing is asked before somebody logs in
    begun, said = await login.begin()
    assert begun.address.startswith(f"{ISSUER}/authorize?")
    assert {name: said[name] for name in ("tenant", "response_type", "client_id", "redirect_uri", "scope")} == {
        "tenant": "a",
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": BACK,
        "scope": "openid",
    }
    assert said["code_challenge_method"] == "S256"
    assert len({said["state"], said["nonce"], said["code_challenge"]}) == 3
    login.gives(said)
    arrival = await login.come_back(begun, said)
    assert arrival == Arrival(subject="eva-17", match=None, onward="/today/as")
    form = login.issuer.forms[0]
    assert challenge(form["code_verifier"]) == said["code_challenge"]
    assert form["redirect_uri"] == BACK
    assert "client_secret" not in form
    pair = base64.b64decode(login.issuer.headers[0]["Authorization"].removeprefix("Basic ")).decode()
    assert pair == "trygg:a+secret%3A+that+nobody+guesses"
    assert "secret" not in repr(SETUP)


async def test_the_secret_in_the_form_where_the_provider_wants_it_so() -> None:
    """`client_secret_post` alone; and another claim, and a first login that may be matched."""
    login = Login(replace(SETUP, claim="oid", match_claim="email", scopes="openid email"))
    login.issuer.about["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    arrival = await login.through(oid="o-1", email="eva@a.example", email_verified=True)
    assert (arrival.subject, arrival.match) == ("o-1", "eva@a.example")
    assert login.issuer.forms[0]["client_secret"] == SETUP.secret
    assert login.issuer.headers[0] == {}


async def test_two_logins_never_share_anything() -> None:
    """State, nonce and verifier are made anew, and an answer fits its own browser alone."""
    login = Login()
    (one, said), (two, other) = await login.begin(), await login.begin()
    assert said["state"] != other["state"]
    assert said["nonce"] != other["nonce"]
    with pytest.raises(ProviderError, match="another login"):
        await login.come_back(two, said)
    login.gives(said)
    assert (await login.come_back(one, said)).subject == "eva-17"
    with pytest.raises(ProviderError, match="nonce"):
        await login.come_back(two, other)  # the token of the first login


async def test_a_login_comes_back_once() -> None:
    """Its answer copied and sent again is refused before the provider is even asked."""
    login = Login()
    begun, said = await login.begin()
    login.gives(said)
    await login.come_back(begun, said)
    asked = len(login.issuer.asked)
    with pytest.raises(ProviderError, match="come back before") as refused:
        await login.come_back(begun, said)
    assert refused.value.why == "stale"
    assert len(login.issuer.asked) == asked


@pytest.mark.parametrize(
    "way", [None, "", "x", "x.y", "é.é", "a" * 5000, f"{part({'state': 's'})}.", f"{part({'state': 's'})}.{'A' * 43}"]
)
async def test_without_what_was_begun_here_nobody_comes_in(way: str | None) -> None:
    """No cookie, somebody's invention, or one that is too long."""
    with pytest.raises(ProviderError) as refused:
        await Login().provider.finish([("code", "a code"), ("state", "s")], way)
    assert refused.value.why == "stale"


async def test_another_secret_signs_another_way() -> None:
    """A cookie of another service is none here."""
    begun, said = await Login(replace(SETUP, secret="another secret, of another one")).begin()
    with pytest.raises(ProviderError, match="not signed"):
        await Login().come_back(begun, said)


async def test_a_login_begun_before_an_update_is_begun_anew() -> None:
    """What the old version signed has other fields."""
    body = part({"state": "s", "older": 1})
    signature = base64.urlsafe_b64encode(hmac.digest(key_of(SETUP.secret), body.encode(), "sha256")).decode()
    with pytest.raises(ProviderError, match="another version") as refused:
        await Login().provider.finish([("state", "s")], f"{body}.{signature.rstrip('=')}")
    assert refused.value.why == "stale"


async def test_a_login_has_ten_minutes() -> None:
    """After that it is begun anew; also where the clock went back."""
    for jump in (LASTS, -timedelta(hours=1)):
        login = Login()
        begun, said = await login.begin()
        login.watch.at = AT + jump
        with pytest.raises(ProviderError, match="ten minutes") as refused:
            await login.come_back(begun, said)
        assert refused.value.why == "stale"


@pytest.mark.parametrize("error", ["access_denied", "login_required", "<script>", "x" * 900])
async def test_what_the_provider_refuses_is_told_as_a_word(error: str) -> None:
    """Never what it writes beside it, and nothing that is no word."""
    login = Login()
    begun, said = await login.begin()
    with pytest.raises(ProviderError) as refused:
        await login.come_back(begun, said, error=error, error_description="Eva Lundin <b>")
    assert refused.value.why == "declined"
    assert str(refused.value).endswith(error if error.isidentifier() and len(error) < 40 else "something")


async def test_an_answer_that_says_something_twice_is_none() -> None:
    """Which of the two counts is not guessed."""
    login = Login()
    begun, said = await login.begin()
    with pytest.raises(ProviderError, match="twice"):
        await login.provider.finish([("state", said["state"]), ("code", "a"), ("code", "b")], begun.way)


async def test_another_providers_answer_is_refused() -> None:
    """RFC 9207: a wrong `iss`, and none at all where the provider always sends one."""
    login = Login()
    login.issuer.about["authorization_response_iss_parameter_supported"] = True
    for other in ({"iss": "https://evil.example"}, {}):
        begun, said = await login.begin()
        with pytest.raises(ProviderError, match="another provider"):
            await login.come_back(begun, said, **other)
    begun, said = await login.begin()
    login.gives(said)
    assert (await login.come_back(begun, said, iss=ISSUER)).subject == "eva-17"


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://login.other.example"},
        {"issuer": f"{ISSUER}/"},
        {"issuer": None},
        {"token_endpoint": "http://login.agency.example/token"},
        {"token_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://evil@login.agency.example/"},
        {"authorization_endpoint": "https://x/" + "a" * 3000},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "https://[::bad/keys"},
        {"end_session_endpoint": "https://x/ y"},
    ],
)
async def test_a_provider_that_is_somebody_else_is_not_gone_to(change: dict[str, Any]) -> None:
    """Another issuer, or an address that is none; nobody's browser is sent there."""
    login = Login()
    login.issuer.about |= change
    with pytest.raises(ProviderError) as refused:
        await login.begin()
    assert refused.value.why == "wrong"
    assert login.provider.troubled


async def test_forged_tokens_let_nobody_in() -> None:
    """Unsigned, somebody else's key, no token at all, no JSON at all."""
    for answer in (
        {"id_token": f"{part({'alg': 'none'})}.{part({'sub': 'eva-17'})}."},
        {"id_token": signed({"sub": "eva-17"}, name="mine")},
        {"id_token": 17},
        {},
        b"<html>",
        b"[" * 20_000,
    ):
        login = Login()
        begun, said = await login.begin()
        login.issuer.token = lambda answer=answer: (200, answer)  # type: ignore[misc]
        with pytest.raises(ProviderError) as refused:
            await login.come_back(begun, said)
        assert refused.value.why == "wrong"


async def test_a_new_key_is_looked_for_and_not_in_a_flood() -> None:
    """A key that is not known is asked for once; forgers with unknown keys do not send us asking again and again."""
    login = Login()
    await login.through()
    login.watch.seconds += AGAIN_S
    login.issuer.keys.append(published(signing_key("ES256", "two")))
    assert (await login.through(how={"name": "two"})).subject == "eva-17"
    assert login.issuer.times("/keys") == 2
    for _ in range(5):
        with pytest.raises(ProviderError, match="kid"):
            await login.through(how={"name": "three"})
    assert login.issuer.times("/keys") == 2
    login.watch.seconds += AGAIN_S
    with pytest.raises(ProviderError, match="kid"):
        await login.through(how={"name": "three"})
    assert login.issuer.times("/keys") == 3


async def test_what_was_said_is_kept_for_an_hour_and_a_day_when_need_be() -> None:
    """Asked once an hour; while the provider's page is away, what it said yesterday holds."""
    login = Login()
    await login.begin()
    await login.begin()
    assert login.issuer.times("openid-configuration") == 1
    login.watch.seconds += FRESH_S
    await login.begin()
    assert login.issuer.times("openid-configuration") == 2
    login.issuer.down = True
    login.watch.seconds += KEPT_S - 1
    await login.begin()
    login.watch.seconds += REST_S + 1
    with pytest.raises(ProviderError, match="no answer") as refused:
        await login.begin()
    assert refused.value.why == "down"


async def test_who_queues_for_a_silent_provider_waits_once() -> None:
    """The five seconds that the first one waited are not waited again by each of those behind her."""
    login = Login()

    def silence() -> None:
        login.watch.seconds += PATIENCE_S

    login.issuer.down, login.issuer.wait = True, silence
    tried = await asyncio.gather(*(login.begin() for _ in range(5)), return_exceptions=True)
    assert [type(one).__name__ for one in tried] == ["ProviderError"] * 5
    assert len(login.issuer.asked) == 1


async def test_a_provider_that_is_down_is_not_asked_by_everybody() -> None:
    """One asks, the others are told at once; a moment later it is asked again, and the page stops saying it."""
    login = Login()
    login.issuer.down = True
    for _ in range(10):
        with pytest.raises(ProviderError, match="no answer"):
            await login.begin()
    assert len(login.issuer.asked) == 1
    assert login.is_troubled()
    login.issuer.down = False
    login.watch.seconds += REST_S
    assert (await login.through()).subject == "eva-17"
    assert not login.is_troubled()
    login.issuer.down = True
    begun, said = await login.begin()
    with pytest.raises(ProviderError):
        await login.come_back(begun, said)
    assert login.is_troubled()
    login.watch.seconds += TROUBLED_S
    assert not login.is_troubled()


@pytest.mark.parametrize(
    ("status", "said", "why"),
    [
        (400, {"error": "invalid_grant"}, "stale"),
        (401, {"error": "invalid_client", "error_description": "Eva"}, "wrong"),
        (302, b"", "wrong"),
        (503, b"<html>", "down"),
    ],
)
async def test_a_refused_code_says_whose_fault_it_is(status: int, said: Any, why: str) -> None:
    """Used before, our own settings, or the provider's trouble; what it writes beside it is never told."""
    login = Login()
    begun, asked = await login.begin()
    login.issuer.token = lambda: (status, said)
    with pytest.raises(ProviderError) as refused:
        await login.come_back(begun, asked)
    assert refused.value.why == why
    assert "Eva" not in str(refused.value)


async def test_logging_out_over_there_waits_for_nobody() -> None:
    """Before the provider was asked, and where it offers nothing, there is nowhere to go."""
    login = Login()
    assert login.provider.leave("https://trygg.example/login") is None
    await login.begin()
    address = login.provider.leave("https://trygg.example/login")
    assert address is not None
    assert asked_for(address) == {"client_id": CLIENT, "post_logout_redirect_uri": "https://trygg.example/login"}
    del login.issuer.about["end_session_endpoint"]
    login.watch.seconds += FRESH_S
    await login.begin()
    assert login.provider.leave("https://trygg.example/login") is None
