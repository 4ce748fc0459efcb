"""`trygg init`: from nothing to a service somebody can log in to; broken off anywhere, it goes on from there."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
import typer

from parts.certificate import make_certificate
from parts.process import Process, free_port, wait_until
from parts.service import environment, trygg
from parts.unencrypted import NO_TLS
from service.cli.first_run.folder import FolderError
from service.cli.first_run.reach import ReachGiven
from service.cli.first_run.steps import Given
from service.cli.init import address_of, begin
from service.settings import load

pytestmark = pytest.mark.timeout(180)
PASSWORD = "en lång mening om regn"


@dataclass(kw_only=True)
class Somebody:
    """Answers questions by the words in them, and remembers what was asked."""

    says: dict[str, str] = field(default_factory=dict)
    answers: bool = True
    asked: list[str] = field(default_factory=list)

    def line(self, question: str, proposed: str = "") -> str:
        self.asked.append(question)
        return next((said for word, said in self.says.items() if word in question), proposed)

    def secret(self, question: str) -> str:
        self.asked.append(question)
        return self.says.get("secret", PASSWORD)


EVA = {"Your name": "Eva Lundin", "Your login": "eva", "or nothing": "small-office", "short word": "as"}
NOBODY = Somebody(answers=False)


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run as an operator does whose environment says nothing of Trygg."""
    for name in [name for name in os.environ if name.startswith("TRYGG_")]:
        monkeypatch.delenv(name)


def _all(folder: Path, asking: Somebody, given: Given | None = None) -> list[str]:
    return [str(done) for done in begin(folder, asking, given or Given())]


def _told(said: list[str]) -> list[str]:
    """Return what each step came to, but for the broker, of which nothing is made before it starts."""
    return [line.split()[0] for line in said[: said.index("")] if "the broker: Trygg runs its own" not in line]


def _kept(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.suffix in (".toml", ".yaml")}


def test_at_a_terminal_it_asks_what_it_cannot_know(tmp_path: Path) -> None:
    """Six answers, all else is proposed; the second run asks nothing and changes nothing."""
    somebody = Somebody(says=EVA)
    said = _all(tmp_path / "new", somebody)
    assert len(somebody.asked) == 7  # the password twice
    assert _told(said) == ["made"] * 7
    before = _kept(tmp_path / "new")
    again = Somebody()
    said = _all(tmp_path / "new", again)
    assert (again.asked, _kept(tmp_path / "new")) == ([], before)
    assert _told(said) == ["is"] * 7
    assert "trygg serve --config" in "\n".join(said)


def test_nobody_else_may_read_what_it_makes(tmp_path: Path) -> None:
    """Folders 0700 and files 0600, whatever the umask says."""
    before = os.umask(0)
    try:
        _all(tmp_path / "new", Somebody(says=EVA), Given(reach=ReachGiven(reach="here", broker_host="127.0.0.1")))
    finally:
        os.umask(before)
    assert (tmp_path / "new" / "data" / "broker-tls" / "broker.key").exists()
    for path in [tmp_path / "new", *(tmp_path / "new").rglob("*")]:
        allowed = 0o700 if path.is_dir() else 0o644 if path.suffix == ".pem" else 0o600  # no certificate is a secret
        assert stat.S_IMODE(path.stat().st_mode) == allowed, path


@pytest.mark.parametrize("steps", range(1, 7))
def test_broken_off_after_any_step_it_goes_on_from_there(tmp_path: Path, steps: int) -> None:
    """What is there is kept, what is missing is made, and the end is the same."""
    going: Iterator[object] = begin(tmp_path / "new", Somebody(says=EVA), Given())
    with ExitStack() as ending:
        ending.callback(going.close)  # type: ignore[attr-defined]
        for _ in range(steps):
            next(going)
    said = _all(tmp_path / "new", Somebody(says=EVA))
    assert _told(said) == ["is"] * steps + ["made"] * (7 - steps)


def test_two_at_once_are_told_apart(tmp_path: Path) -> None:
    """The second run ends with a sentence and touches nothing."""
    first = begin(tmp_path / "new", Somebody(says=EVA), Given())
    next(first)
    with pytest.raises(FolderError, match="another trygg init"):
        _all(tmp_path / "new", Somebody(says=EVA))
    first.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (Given(), "--name"),
        (Given(name="Eva"), "--login"),
        (Given(name="Eva", login="eva"), "--password-file -"),
        (Given(name="Eva", login="eva", password_file=Path("/nowhere")), "/nowhere"),
        (
            Given(reach=ReachGiven(broker_host="0.0.0.0"), login="eva", name="Eva", password_file=Path("password")),
            "--broker-name",
        ),
        (Given(reach=ReachGiven(reach="everywhere")), "here, certificate, proxy"),
        (Given(reach=ReachGiven(proxy="proxy.example.se")), "named by its address"),
        (Given(reach=ReachGiven(proxy="10.0.0.5")), "--host-name"),
        (Given(reach=ReachGiven(certificate=Path("/nowhere.pem"))), "--key"),
        (Given(reach=ReachGiven(certificate=Path("/no.pem"), key=Path("/no.pem"))), "cannot be used"),
    ],
)
def test_without_a_terminal_it_says_which_option_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: Given, says: str
) -> None:
    """Nothing waits for an answer that cannot come."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    with pytest.raises(typer.Exit) as ended:
        _all(tmp_path / "new", NOBODY, given)
    assert ended.value.exit_code == 2
    assert says in capsys.readouterr().err


def test_a_password_that_is_too_short_is_asked_for_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three times, then it stops and says so; what was typed is shown nowhere."""
    with pytest.raises(typer.Exit):
        _all(tmp_path / "new", Somebody(says={**EVA, "secret": "short one"}))
    said = capsys.readouterr()
    assert said.out.count("12 to 256 characters") == 3
    assert "short one" not in said.out + said.err


@dataclass(kw_only=True)
class Hasty(Somebody):
    """Answers each question wrongly, so many times, before she answers it rightly."""

    wrongly: dict[str, str] = field(default_factory=dict)
    times: int = 2

    def line(self, question: str, proposed: str = "") -> str:
        """Answer."""
        said = super().line(question, proposed)
        before = self.asked.count(question) - 1
        wrong = next((wrong for word, wrong in self.wrongly.items() if word in question), None)
        return wrong if wrong is not None and before < self.times else said


WRONGLY = {
    "or proxy": "everywhere",
    "address of the proxy": "proxy.example.se",
    "browsers": " , ",
    "Your name": "\u200b",
    "Your login": "e va",
    "or nothing": "big-office",
    "short word": "../../etc",
}


def test_an_answer_that_cannot_be_used_is_asked_for_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each says why, and the right answers count at the end; none of the wrong ones was kept."""
    somebody = Hasty(says={**EVA, "or proxy": "proxy", "browsers": "trygg.test"}, wrongly=WRONGLY)
    _all(tmp_path / "new", somebody)
    assert capsys.readouterr().out.count("Once more:") == 2 * len(WRONGLY)
    settings = load(tmp_path / "new" / "trygg.toml")
    assert (settings.proxy, settings.http_names) == ("127.0.0.1", ["trygg.test"])
    assert [path.name for path in (tmp_path / "new" / "plans").iterdir()] == ["as.yaml"]


@pytest.mark.parametrize("word", WRONGLY)
def test_it_ends_with_a_sentence_when_no_answer_can_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    """Three times each, and then it goes on from there another day."""
    says = {**EVA, "or proxy": "proxy", "browsers": "trygg.test"}
    somebody = Hasty(says=says, wrongly={word: WRONGLY[word]}, times=10)
    with pytest.raises(typer.Exit) as ended:
        _all(tmp_path / "new", somebody)
    assert ended.value.exit_code == 1
    assert sum(word in question for question in somebody.asked) == 3
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "trygg init goes on from there" in told.err


def test_a_certificate_is_asked_for_again(tmp_path: Path) -> None:
    """With its key, and then under a name that it is for."""
    certificate, key = make_certificate(tmp_path, "trygg.test")
    says = {**EVA, "or proxy": "certificate", "The certificate": str(certificate), "Its key": str(key)}
    _all(tmp_path / "new", Hasty(says=says, wrongly={"The certificate": "/nowhere.pem"}))
    assert load(tmp_path / "new" / "trygg.toml").http_names == ["trygg.test"]


def test_an_own_certificate_says_under_which_names(tmp_path: Path) -> None:
    """The names are those of the certificate; a name it is not for is refused before anything is written."""
    certificate, key = make_certificate(tmp_path, "trygg.test", "larm.test")
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    mine = Given(login="eva", name="Eva", password_file=file, reach=ReachGiven(certificate=certificate, key=key))
    _all(tmp_path / "new", NOBODY, mine)
    settings = load(tmp_path / "new" / "trygg.toml")
    assert (settings.http_names, settings.http_host) == (["trygg.test", "larm.test"], "0.0.0.0")
    assert address_of(settings) == "https://trygg.test:8080"
    other = ReachGiven(certificate=certificate, key=key, names=("other.test",))
    with pytest.raises(typer.Exit):
        _all(tmp_path / "other", NOBODY, Given(reach=other))
    assert not (tmp_path / "other" / "trygg.toml").exists()


def test_behind_a_proxy_on_this_computer_it_stays_on_loopback(tmp_path: Path) -> None:
    """Nobody but the proxy reaches it."""
    somebody = Somebody(says={**EVA, "or proxy": "proxy", "browsers": "trygg.test"})
    _all(tmp_path / "new", somebody)
    settings = load(tmp_path / "new" / "trygg.toml")
    assert (settings.proxy, settings.http_names, settings.http_host) == ("127.0.0.1", ["trygg.test"], "127.0.0.1")
    assert address_of(settings) == "https://trygg.test"


def test_killed_in_the_middle_run_again_and_served(tmp_path: Path) -> None:
    """Killed while it waits for the password, completed by the next run, and the service lets exactly her in."""
    folder, port = tmp_path / "new", free_port()
    asked = ["init", str(folder), "--login", "eva", "--name", "Eva Lundin", "--password-file", "-"]
    killed = subprocess.Popen(
        [sys.executable, "-m", "service.cli", *asked],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert wait_until((folder / "data" / "trygg.db").exists, within=30)
    finally:
        killed.kill()
        killed.communicate(timeout=10)
    done = trygg(*asked, given=f"{PASSWORD}\n".encode())
    assert done.returncode == 0, done.stderr
    assert re.search(r"made +the account of Eva Lundin", done.stdout)
    assert PASSWORD not in done.stdout + done.stderr
    serving = Process(
        [sys.executable, "-m", "service.cli", "serve", "--config", str(folder / "trygg.toml")],
        log=tmp_path / "serve.log",
        environment=environment(TRYGG_HTTP_PORT=str(port), TRYGG_MQTT_URL="mqtt://127.0.0.1:9"),
    )
    try:
        # Without its broker it takes a moment until there is more than what an alarm needs.
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False, verify=NO_TLS) as browser:
            serving.wait_ready(lambda: _answers(browser), within=30)
            wrong = browser.post("/api/v1/session", json={"login": "eva", "password": "not this one"})
            right = browser.post("/api/v1/session", json={"login": "eva", "password": PASSWORD})
        assert (wrong.status_code, right.status_code) == (401, 201)
    finally:
        serving.kill()


def _answers(browser: httpx2.Client) -> bool:
    try:
        return browser.get("/health/live").status_code == 200
    except httpx2.TransportError:
        return False


def test_only_what_is_a_setting_is_said_to_win_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the reader's own, as the tutorial has one, is no setting."""
    monkeypatch.setenv("TRYGG_CODE", "/somewhere")
    monkeypatch.setenv("TRYGG_HTTP_PORT", "8081")
    said = "\n".join(_all(tmp_path / "trygg", Somebody(says=EVA)))
    assert "Note: set in the environment, and stronger than the settings file: TRYGG_HTTP_PORT\n" in said
