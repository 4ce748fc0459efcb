"""A real identity provider (npm's oidc-provider) on loopback, ended by its pid."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2

from parts.process import MissingPartError, Process, dying_with_parent, find_program, free_port
from parts.unencrypted import NO_TLS

HERE = Path(__file__).parent / "provider"
MODULES = Path(__file__).parents[2] / ".cache" / "identity-provider"
SECRET = "a secret that nobody guesses"


def install() -> None:
    """Install what the lock names, once; raises MissingPartError where npm is not there or can fetch nothing."""
    npm = find_program("npm", package="npm")
    MODULES.mkdir(parents=True, exist_ok=True)
    lock = (HERE / "package-lock.json").read_bytes()
    with (MODULES / "turn").open("w") as turn:  # two test files at once
        fcntl.flock(turn, fcntl.LOCK_EX)
        made_from = MODULES / "made-from.json"
        if made_from.exists() and made_from.read_bytes() == lock:
            return
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, MODULES / name)
        command = [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(command, cwd=MODULES, capture_output=True, timeout=120, check=False)
        if done.returncode != 0:
            raise MissingPartError("oidc-provider (npm can fetch nothing here)", package="npm")
        made_from.write_bytes(lock)


class Identity:
    """One provider; use it with `with`. Whoever gives a name to it is believed."""

    def __init__(self, folder: Path, *backs: str, alg: str = "RS256") -> None:
        """Prepare a provider that sends browsers back to these addresses alone."""
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self._folder, self._backs, self._alg = folder, backs, alg
        self._process: Process | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What Trygg is told of it."""
        return {
            "TRYGG_OIDC_ISSUER": self.issuer,
            "TRYGG_OIDC_CLIENT_ID": "trygg",
            "TRYGG_OIDC_CLIENT_SECRET": SECRET,
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        install()
        node = find_program("node", package="nodejs")
        self._folder.mkdir(parents=True, exist_ok=True)
        command = dying_with_parent([node, HERE / "server.mjs", str(self.port), self._alg, *self._backs])
        environment = {**os.environ, "PROVIDER_MODULES": str(MODULES)}
        self._process = Process(command, log=self._folder / "provider.log", environment=environment)
        self._process.wait_ready(self._answers, within=30)

    def stop(self) -> None:
        """End it; nobody answers there any more."""
        if self._process is not None and self._process.running:
            self._process.kill()

    def set_clock(self, ahead_s: int) -> None:
        """Have its clock go so many seconds ahead of this machine's."""
        assert httpx2.post(f"{self.issuer}/clock/{ahead_s}", trust_env=False, verify=NO_TLS).status_code == 200

    def log_in(self, browser: httpx2.Client, address: str, name: str, *, go: str = "yes") -> str:
        """Go with a browser from `address` over there, give a name, and return the address that leads back."""
        for _ in range(12):
            answer = browser.get(address, follow_redirects=False)
            if answer.status_code == 200 and "/say-who/" in str(answer.url):
                answer = browser.post(str(answer.url), data={"name": name, "go": go}, follow_redirects=False)
            assert answer.has_redirect_location, f"{answer.url}: {answer.status_code} {answer.text[:300]}"
            address = str(answer.url.join(answer.headers["location"]))
            if address.startswith(self._backs):
                return address
        raise AssertionError("the provider sends a browser round and round")

    def _answers(self) -> bool:
        try:
            return (
                httpx2.get(
                    f"{self.issuer}/.well-known/openid-configuration", trust_env=False, verify=NO_TLS
                ).status_code
                == 200
            )
        except httpx2.TransportError:
            return False
