"""What the documents say is held to what the code does."""

import ast
import json
import re
import runpy
import shutil
from pathlib import Path
from typing import Any

import pytest

from devices.outputs import FEEDBACK_STATES
from devices.registry import load as load_devices
from devices.tree import read_tree
from parts.mosquitto import StartMosquitto
from parts.pages import DOCS, PAGES, ROOT, Block, blocks, commands, name_of, prose
from parts.process import find_program, free_port
from parts.service import Service
from parts.shell import Shell, check
from roles.document import load as load_plan
from service.alarm.events import EVENTS
from service.api import alarms
from service.dispatch.faults import MESSAGES
from service.ingest.brokers_file import load as load_brokers
from service.live.render import Audience
from service.notify.config import RoutesFile
from service.notify.config import load as load_routes

PLACES = ("service/", "devices/", "roles/", "tests/", "docs/", "deploy/", "requirements/")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    """A relative link names a file that is there, and a heading that is in it."""
    for link in _LINK.findall(prose(page)):
        if "://" in link:
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), f"{name_of(page)}: {link} leads nowhere"
        if anchor:
            assert anchor in anchors(target), f"{name_of(page)}: {link} has no such heading"


def anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings get."""
    heads = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_and_test_that_a_page_names_is_there(page: Path) -> None:
    """A path of the project in a page exists, and so does a test that it names behind `::`."""
    for code in _CODE.findall(prose(page)):
        path, _, test = code.partition("::")
        if not path.startswith(PLACES) or any(mark in path for mark in "*{ …"):
            continue
        assert (ROOT / path).exists(), f"{name_of(page)} names {path}, which is not there"
        if test:
            assert f"def {test}(" in (ROOT / path).read_text(), f"{name_of(page)} names {code}, which is not there"


@pytest.mark.parametrize("block", blocks("yaml"), ids=str)
def test_every_plan_and_every_list_of_devices_in_a_page_can_be_used(block: Block) -> None:
    """YAML in a page is a whole plan, a whole list of devices, or at least a part that can be read."""
    if re.search(r"^office:", block.text, re.MULTILINE):
        plan = load_plan(block.text, source=str(block))
        assert plan.plan is not None, "\n".join(map(str, plan.findings))
    elif re.search(r"^(enrolled|topics):", block.text, re.MULTILINE):
        devices = load_devices(block.text, str(block))
        assert devices.ok, "\n".join(map(str, devices.findings))
        assert devices.inventory.devices or devices.rules
    else:
        assert read_tree(block.text) is not None


@pytest.mark.parametrize("block", blocks("json"), ids=str)
def test_every_message_in_a_page_is_json(block: Block) -> None:
    """JSON in a page can be read."""
    assert json.loads(block.text) is not None


@pytest.mark.parametrize("block", blocks("toml"), ids=str)
def test_every_settings_file_in_a_page_is_accepted(block: Block, tmp_path: Path) -> None:
    """TOML in a page holds what exists, with values that fit: settings, or those of ways out or of brokers."""
    from service.settings import load  # noqa: PLC0415 - reads the environment when it is called, so as late as possible

    if "routes.toml" in block.text.partition("\n")[0]:
        (tmp_path / "routes.toml").write_text(block.text)
        assert load_routes(tmp_path / "routes.toml") != RoutesFile()
        return
    if "brokers.toml" in block.text.partition("\n")[0]:
        (tmp_path / "brokers.toml").write_text(block.text)
        (tmp_path / "house.password").write_text("invented")
        site = load_brokers(tmp_path / "brokers.toml")
        assert site.places
        assert site.errors == ()
        return
    file = tmp_path / "trygg.toml"
    file.write_text(block.text)
    assert load(file).node


def test_every_python_block_in_a_page_runs() -> None:
    """Python in a page does what it says, without an error."""
    found = blocks("python")
    assert found
    for block in found:
        exec(compile(ast.parse(block.text), str(block), "exec"), {})  # noqa: S102 - our own documents


@pytest.mark.parametrize("block", [b for b in blocks("console") if "/tutorial/" not in b.page], ids=str)
def test_every_command_in_a_page_prints_what_the_page_shows(block: Block, tmp_path: Path) -> None:
    """Commands run in a folder with the example office print the lines that stand below them."""
    shutil.copy(ROOT / "roles" / "examples" / "as.yaml", tmp_path)
    shutil.copy(ROOT / "devices" / "examples" / "as.devices.yaml", tmp_path)
    for other in blocks("yaml", page=block.page):
        if named := re.match(r"# (\S+\.yaml)\n", other.text):
            (tmp_path / named[1]).write_text(other.text)
    shell = Shell(tmp_path)
    for command, shown in commands(block):
        check(shell, block, command, shown)


@pytest.mark.timeout(240)  # some thirty programs, one after the other
def test_the_tutorial_does_what_it_says(tmp_path: Path, mosquitto: StartMosquitto) -> None:
    """Every command of the tutorial, in its order, prints what the tutorial shows; broker and service are real."""
    find_program("curl", package="curl")
    find_program("mosquitto_pub", package="mosquitto-clients")
    port = free_port()
    broker = mosquitto()
    shell = Shell(tmp_path, TRYGG_HTTP_PORT=str(port))
    service: Service | None = None
    try:
        for block in blocks("console", page="docs/tutorial/first-press.md"):
            for command, shown in commands(block):
                if command.startswith("/usr/sbin/mosquitto "):
                    continue  # the broker runs, on a port that nobody else has
                if command == "trygg serve":
                    service = start(tmp_path / "first-press", broker.url, port)
                    continue
                here = command.replace("18830", str(broker.port)).replace("8080", str(port))
                check(shell, block, command, shown, run=here)
    finally:
        if service is not None:
            service.stop()
            service.http.close()


def start(folder: Path, mqtt_url: str, port: int) -> Service:
    """Start the service in the tutorial's folder and on the tutorial's port."""
    service = Service(folder, folder / "plans", mqtt_url)
    service.http.base_url = f"http://127.0.0.1:{port}"
    service.environment |= {"TRYGG_HTTP_PORT": str(port), "TRYGG_DATA_DIR": str(folder / "trygg-data")}
    service.start()
    return service


MADE: dict[str, Any] = runpy.run_path(str(DOCS / "reference" / "make.py"))


@pytest.mark.parametrize("page", sorted(MADE["PAGES"]))
def test_what_pages_take_from_the_code_is_up_to_date(page: str) -> None:
    """Settings, commands, rules and faults stand in the reference as the code has them."""
    text = (DOCS / "reference" / page).read_text()
    assert text == MADE["filled"](text, MADE["PAGES"][page]()), f"run: python docs/reference/make.py ({page})"


def test_every_fault_has_a_section_that_says_what_to_do() -> None:
    """Whoever reads a fault on a screen finds what it means and what to do, and nothing about faults that are gone."""
    text = (DOCS / "how-to" / "when-a-screen-says.md").read_text()
    assert set(re.findall(r"^### `(\w+)`", text, re.MULTILINE)) == set(MESSAGES)


def test_a_fault_that_nothing_reports_yet_says_so() -> None:
    """A page promises no fault that the service never shows, and takes back that word when it does."""
    code = "".join(f.read_text() for f in (ROOT / "service").rglob("*.py") if f.name != "faults.py")
    text = (DOCS / "how-to" / "when-a-screen-says.md").read_text()
    for section in text.split("### ")[1:]:
        fault = section.split("`")[1]
        assert (f'"{fault}"' in code) is not ("Nothing reports this yet." in section), fault


def test_every_event_has_a_section_in_the_reference() -> None:
    """Each event of an alarm's life is described."""
    text = (DOCS / "reference" / "timeline.md").read_text()
    assert set(re.findall(r"^### (\w+)$", text, re.MULTILINE)) >= EVENTS


def test_every_state_of_feedback_and_every_audience_is_described() -> None:
    """Whoever writes a device's firmware, or a screen, finds every word that can come."""
    mqtt, stream = ((DOCS / "reference" / page).read_text() for page in ("mqtt.md", "stream.md"))
    assert [s for s in FEEDBACK_STATES if f"`{s}`" not in mqtt] == []
    assert [a for a in Audience if f"`{a}`" not in stream] == []


def test_every_code_of_a_problem_is_described() -> None:
    """Each code that the API, or the core behind it, can refuse with stands in the reference of HTTP."""
    text = (DOCS / "reference" / "http.md").read_text()
    code = re.compile(
        r'(?:Problem\(HTTPStatus\.\w+,\s*|Refusal\(\s*|return |answer\(HTTPStatus\.\w+, )"([a-z]+_[a-z_]+)"'
    )
    files = [file for folder in ("api", "alarm") for file in (ROOT / "service" / folder).glob("*.py")]
    codes = {found for file in files for found in code.findall(file.read_text())}
    assert codes >= {"unknown_alarm", "wrong_state", "not_entitled", "foreign_host"}
    assert sorted(c for c in codes if f"`{c}`" not in text) == []


def test_everything_that_can_be_said_to_an_alarm_is_described() -> None:
    """Each action on an alarm stands in the reference of HTTP."""
    text = (DOCS / "reference" / "http.md").read_text()
    assert [action for action in alarms.ACTIONS if f"/{action}`" not in text] == []


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("0*.md")), ids=name_of)
def test_every_decision_says_what_holds_it(page: Path) -> None:
    """A decision has its four parts, and stands in the list of decisions."""
    text = page.read_text()
    heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert heads == ["Context", "Decision", "Consequences", "What enforces it"]
    assert f"({page.name})" in (DOCS / "decisions" / "README.md").read_text()
