"""What every test may ask for: the real parts, each bounded and ended by its pid, and Hypothesis' two profiles."""

import gc
from collections.abc import AsyncIterator, Generator, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.async_api import Browser

from parts.chance import Chance
from parts.chromium import Chromium
from parts.contexts import lend
from parts.mosquitto import Mosquitto, StartMosquitto
from parts.passwords import hash_cheaply
from parts.postgres import Postgres
from parts.process import MissingPartError
from parts.schemas import make_quickly
from parts.side_by_side import SideBySide

# How fast a machine is must not decide a test: no deadline, and slowness is no fault.
_PATIENT = [HealthCheck.too_slow]
settings.register_profile(
    "quick", max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=_PATIENT
)
settings.register_profile(
    "thorough",
    deadline=None,
    max_examples=2_000,
    stateful_step_count=100,
    print_blob=True,
    suppress_health_check=_PATIENT,
)
settings.load_profile("quick")  # `--hypothesis-profile=thorough` comes later and wins
hash_cheaply()
make_quickly()
gc.disable()  # until all tests are known: next to nothing of what is made until then is ever garbage

_SMALL = Chance(seed=1, rounds=3)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the words that the Makefile says."""
    parser.addoption("--side-by-side", type=int, default=0, help="run files in so many processes (default: in this)")
    group = parser.getgroup("chaos")
    group.addoption(
        "--chaos-seed", type=int, default=_SMALL.seed, help="the seed of chaos tests (default: %(default)s)"
    )
    group.addoption(
        "--chaos-rounds", type=int, default=_SMALL.rounds, help="how often each turns (default: %(default)s)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Run files side by side where that is asked for."""
    if count := config.getoption("--side-by-side"):
        config.pluginmanager.register(SideBySide(count=count))


def pytest_report_header(config: pytest.Config) -> str:
    """Say at the top which chaos this run holds."""
    chance = _chance(config)
    how = "the small seeded part; `make chaos` runs long" if chance.rounds <= _SMALL.rounds else "the long run"
    return f"chaos: {how} (seed {chance.seed}, {chance.rounds} rounds)"


def pytest_collection_finish() -> None:
    """Look for garbage from here on, and not among the tests themselves and all that they import."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None]:
    """Skip a test whose part is not on this machine, and say which."""
    try:
        return (yield)
    except MissingPartError as missing:
        pytest.skip(str(missing))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None]:
    """Skip also where the test itself starts the part."""
    try:
        return (yield)
    except MissingPartError as missing:
        pytest.skip(str(missing))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the very end that a run without failures was not a run of everything."""
    skipped = len(terminalreporter.stats.get("skipped", []))
    if skipped:
        terminalreporter.write_sep("!", f"{skipped} tests did not run: each is named above, with its reason", red=True)


def _chance(config: pytest.Config) -> Chance:
    return Chance(seed=config.getoption("--chaos-seed"), rounds=config.getoption("--chaos-rounds"))


@pytest.fixture(scope="session")
def chance(pytestconfig: pytest.Config) -> Chance:
    """The seed and the number of rounds for a chaos test."""
    return _chance(pytestconfig)


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[StartMosquitto]:
    """Brokers for this test, as many as it starts; each is stopped after it."""
    started: list[Mosquitto] = []

    def start(
        *, config: Mapping[str, str | Sequence[str]] | None = None, websockets: bool = False, tls: bool = False
    ) -> Mosquitto:
        broker = Mosquitto(tmp_path / f"mosquitto-{len(started) + 1}", config=config, websockets=websockets, tls=tls)
        started.append(broker)
        broker.start()
        return broker

    yield start
    for broker in started:
        broker.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server for the whole run."""
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """The address of that server's own database; for a place to write, take `postgres_database`."""
    return postgres.url()


@pytest.fixture
def postgres_database(postgres: Postgres) -> Iterator[str]:
    """The address of a fresh, empty database for this test alone."""
    name = postgres.create_database()
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture(scope="session")
async def browsers() -> AsyncIterator[Chromium]:
    """The browser of this run; it starts when somebody asks for it first."""
    async with Chromium() as running:
        yield running


@pytest.fixture
async def chromium(browsers: Chromium) -> AsyncIterator[Browser]:
    """A browser without a memory: whatever a test opens in it is closed or emptied after the test."""
    browser = await browsers.browser()
    places = lend(browser)
    yield browser
    await places.take_back()
