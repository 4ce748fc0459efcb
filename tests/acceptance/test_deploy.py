"""What Trygg is run with: unit, image, compose and chart say what the service needs, and nothing it does not know.

No container is built or started here (`make image-check` and `make compose-check` do), and Helm is not asked: these
tests read the files as far as they can be read.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.pages import ROOT
from parts.process import Process, find_program, free_port, wait_until
from parts.service import Service, environment
from service.access.passkey_place import Place, place_of
from service.settings import SLUG, Settings

DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "systemd" / "trygg.service"
CONTAINERFILE = (DEPLOY / "container" / "Containerfile").read_text()
COMPOSE = {name: YAML(typ="safe").load(DEPLOY / "compose" / f"{name}.yaml") for name in ("one-node", "three-nodes")}
KNOWN = {f"TRYGG_{name.upper()}" for name in Settings.model_fields}
HARDENED = 20
"""What systemd says at most of how much of the machine the service could harm, out of 100."""


def _systemd(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = find_program("systemd-analyze", package="systemd")
    return subprocess.run(
        [program, *arguments], capture_output=True, text=True, check=False, timeout=60, env={"PATH": "/usr/bin"}
    )


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """Systemd itself reads every line of each unit without a word; only the programs are stood in for."""
    for path in sorted([*(DEPLOY / "systemd").iterdir(), *(DEPLOY / "kiosk").glob("*.service")]):
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", path.read_text(), flags=re.MULTILINE)
        (tmp_path / path.name).write_text(text.replace("Documentation=file:/opt/trygg", "Documentation=file:/"))
    for path in sorted(tmp_path.iterdir()):
        said = _systemd("verify", "--man=no", str(path))
        assert (said.returncode, said.stdout + said.stderr) == (0, ""), path.name


def test_the_service_can_harm_little() -> None:
    """By systemd's own reckoning, and without what it must not have: root, other folders, new privileges."""
    said = _systemd("security", "--offline=true", f"--threshold={HARDENED}", str(UNIT))
    assert said.returncode == 0, said.stdout


def test_the_unit_fits_the_service() -> None:
    """It is watched, told to end as it can end, started again for ever, and keeps its files where the guide says."""
    lines = dict(re.findall(r"^(\w+)=(.*)$", UNIT.read_text(), re.MULTILINE))
    assert (lines["Type"], lines["KillMode"], lines["Restart"]) == ("notify", "mixed", "always")
    assert 20 <= int(lines["WatchdogSec"]) <= 120
    assert lines["StartLimitIntervalSec"] == "0"
    assert lines["User"] not in ("", "root")
    assert lines["ExecStart"].split()[1:] == ["serve", "--config", f"/var/lib/{lines['StateDirectory']}/trygg.toml"]


async def test_systemd_is_told_that_the_node_is_ready_and_goes_on(tmp_path: Path, mosquitto: StartMosquitto) -> None:
    """Over the socket that systemd names: ready once, then fed again and again while presses go all the way."""
    import socket  # noqa: PLC0415 - for this test alone

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(60)
        more = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "4000000"}
        with Service(tmp_path / "node", lay_out(tmp_path / "plans"), mosquitto().url, more=more):
            told = [systemd.recv(100) for _ in range(3)]
    assert told == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]


def test_the_image_is_small_pinned_and_nobody_s() -> None:
    """A named Debian, no recommended packages, no user root, and it is asked whether it lives."""
    bases = re.findall(r"^FROM (\S+)", CONTAINERFILE, re.MULTILINE)
    assert {re.fullmatch(r"debian:12\.\d+-slim", base) is not None for base in bases} == {True}
    assert CONTAINERFILE.count("apt-get install") == CONTAINERFILE.count("--no-install-recommends")
    assert CONTAINERFILE.count("apt-get update") == CONTAINERFILE.count("rm -rf /var/lib/apt/lists/*")
    assert re.findall(r"^USER (.+)$", CONTAINERFILE, re.MULTILINE) == ["10001:10001"]
    assert re.search(r"^ENTRYPOINT \[", CONTAINERFILE, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", CONTAINERFILE, re.MULTILINE)
    assert not re.search(r"^(ADD|MAINTAINER)|\bsudo\b|:latest", CONTAINERFILE, re.MULTILINE)
    assert not re.search(r"TRYGG_\w*(PASSWORD|SECRET|URL)", CONTAINERFILE)
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source
    assert set(re.findall(r"\b(TRYGG_\w+)=", CONTAINERFILE)) <= KNOWN


def test_what_is_not_for_an_image_stays_out_of_it() -> None:
    """Neither history nor tests nor anybody's data is sent to whoever builds."""
    ignored = (ROOT / ".containerignore").read_text().split()
    assert {".git", ".venv", "tests", "*.db", "trygg-data"} <= {*ignored}
    assert (ROOT / ".dockerignore").read_text() == (ROOT / ".containerignore").read_text()


@pytest.mark.parametrize("name", sorted(COMPOSE))
def test_compose_says_what_the_service_knows(name: str) -> None:
    """Each variable is a setting with a value that fits; volumes and secrets that are used are declared."""
    whole = COMPOSE[name]
    for service, told in whole["services"].items():
        variables = {key: value for key, value in told.get("environment", {}).items() if key.startswith("TRYGG_")}
        assert variables.keys() <= KNOWN, service
        values = {key.removeprefix("TRYGG_").lower(): _filled(value) for key, value in variables.items()}
        if values:
            YAML(typ="safe").load(values["http_names"])
            lists = {one: YAML(typ="safe").load(values[one]) for one in ("http_names", "broker_names") if one in values}
            settings = Settings(**{**values, **lists})
            assert settings.http_host == "0.0.0.0"
            assert settings.tls_certificate is not None
        named = {volume.split(":")[0] for volume in told.get("volumes", ()) if not re.match(r"[./$]", volume)}
        assert named <= whole["volumes"].keys(), service
        assert {*told.get("secrets", ())} <= whole["secrets"].keys(), service
        assert "latest" not in told["image"]
        assert ":" in told["image"]


@pytest.mark.parametrize("name", sorted(COMPOSE))
def test_compose_gives_away_nothing(name: str) -> None:
    """Trygg's containers cannot write to themselves, have no capability, and no file holds a password."""
    for service, told in COMPOSE[name]["services"].items():
        if told["image"] != "trygg:local":
            continue
        assert told["read_only"] is True, service
        assert (told["cap_drop"], told["security_opt"]) == (["ALL"], ["no-new-privileges:true"]), service
    text = (DEPLOY / "compose" / f"{name}.yaml").read_text()
    for line in re.findall(r"^.*(?:PASSWORD|_URL).*$", text, re.MULTILINE):
        assert "${TRYGG_" in line, line


@pytest.mark.parametrize(("name", "nodes"), [("one-node", 1), ("three-nodes", 3)])
def test_passkeys_work_where_browsers_come_to_a_container(name: str, nodes: int) -> None:
    """At the port that the computer gives to browsers, and not at the one inside, which none of them ever names."""
    looked_at = 0
    for service, told in COMPOSE[name]["services"].items():
        inside = str(told.get("environment", {}).get("TRYGG_HTTP_PORT"))
        for outside in [port.split(":")[0] for port in told.get("ports", ()) if port.split(":")[1] == inside]:
            shown = "https://x.example" if outside == "443" else f"https://x.example:{outside}"
            assert _passkeys(told["environment"]) == Place(name="x.example", origin=shown), service
            looked_at += 1
    assert looked_at == nodes


def test_passkeys_work_where_browsers_come_to_the_chart() -> None:
    """At the port of its Service: it is that which browsers reach."""
    objects = _chart()
    [port] = next(one for one in objects if one["kind"] == "Service")["spec"]["ports"]
    assert port["port"] == 443
    [container] = next(one for one in objects if one["kind"] == "StatefulSet")["spec"]["template"]["spec"]["containers"]
    told = {one["name"]: one.get("value") for one in container["env"]}
    [name] = YAML(typ="safe").load(told["TRYGG_HTTP_NAMES"])
    assert _passkeys(told) == Place(name=name, origin=f"https://{name}")


def test_three_nodes_are_three() -> None:
    """Each has a name and a data volume of its own and keeps the broker's files up to date; one alone makes backups."""
    services = COMPOSE["three-nodes"]["services"]
    nodes = {name: told for name, told in services.items() if re.fullmatch(r"trygg-\d", name)}
    assert len(nodes) == 3
    names = {told["environment"]["TRYGG_NODE"] for told in nodes.values()}
    assert names == {"node-1", "node-2", "node-3"}
    assert {*re.findall(r"--node (\S+)", services["broker-files"]["command"][0])} == names
    data = [next(v for v in told["volumes"] if v.endswith(":/var/lib/trygg/data")) for told in nodes.values()]
    assert len({*data}) == 3
    assert [name for name, told in nodes.items() if "TRYGG_BACKUP_DIR" in told["environment"]] == ["trygg-1"]
    for name, told in nodes.items():
        assert f"broker-files:{told['environment']['TRYGG_BROKER_FILES']}" in told["volumes"], name


def _played(script: str, folder: Path) -> None:
    """Run what a container runs, on folders of the test in place of its own."""
    here = script.replace("/var/lib/trygg", str(folder)).replace("/etc/trygg", str(folder))
    subprocess.run(["/bin/sh", "-ec", here], check=True, timeout=20, env={"PATH": "/usr/bin:/bin"})


def test_three_nodes_have_one_set_of_keys(tmp_path: Path) -> None:
    """What node 1 has made is given to the others before they begin, and stays closed; what it has not is no matter."""
    services = COMPOSE["three-nodes"]["services"]
    assert "shared-keys" not in services["trygg-1"]["depends_on"]
    for name in ("trygg-2", "trygg-3"):
        assert services[name]["depends_on"] == {"shared-keys": {"condition": "service_completed_successfully"}}
    volumes = dict(one.split(":")[:2] for one in services["shared-keys"]["volumes"])
    assert volumes.keys() == {"data-1", "data-2", "data-3"}
    places = {name: tmp_path / Path(where).relative_to("/var/lib/trygg") for name, where in volumes.items()}
    for place in places.values():
        place.mkdir()
    (places["data-1"] / "links.key").write_bytes(b"one")
    (places["data-1"] / "links.key").chmod(0o600)
    (places["data-3"] / "links.key").write_bytes(b"another one")
    for _ in range(2):
        _played(services["shared-keys"]["command"][0].replace("$$", "$"), tmp_path)
    for place in places.values():
        assert {path.name: path.read_bytes() for path in place.iterdir()} == {"links.key": b"one"}
    assert (places["data-2"] / "links.key").stat().st_mode & 0o777 == 0o600


def test_the_chart_gives_every_node_the_same_keys(tmp_path: Path) -> None:
    """Those of its Secret, closed to others, at each start; a cluster that has made none begins without."""
    pod = next(one for one in _chart() if one["kind"] == "StatefulSet")["spec"]["template"]["spec"]
    [first] = pod["initContainers"]
    mounts = {one["name"]: one["mountPath"] for one in first["volumeMounts"]}
    assert mounts == {"data": "/var/lib/trygg/data", "keys": "/etc/trygg/keys"}
    for name in ("data", "keys"):
        (tmp_path / name).mkdir()
    _played(first["args"][0], tmp_path)
    assert list((tmp_path / "data").iterdir()) == []
    for key in ("links.key", "push.key"):
        (tmp_path / "keys" / key).write_bytes(key.encode())
    _played(first["args"][0], tmp_path)
    for key in ("links.key", "push.key"):
        assert (tmp_path / "data" / key).read_bytes() == key.encode()
        assert (tmp_path / "data" / key).stat().st_mode & 0o777 == 0o600


def test_the_chart_says_what_the_service_knows() -> None:
    """With its values put in, the chart's templates are objects that name settings. It is not Helm that says so."""
    objects = _chart()
    assert sorted(one["kind"] for one in objects) == ["PodDisruptionBudget", "Service", "StatefulSet"]
    nodes = next(one for one in objects if one["kind"] == "StatefulSet")
    pod = nodes["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert {one["name"] for one in container["env"]} <= KNOWN
    mounts = {one["name"] for told in (container, *pod["initContainers"]) for one in told["volumeMounts"]}
    kept = {one["metadata"]["name"] for one in nodes["spec"]["volumeClaimTemplates"]}
    assert mounts == {one["name"] for one in pod["volumes"]} | kept
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == int(re.findall(r"^USER (\d+)", CONTAINERFILE, re.MULTILINE)[0])
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    labels = nodes["spec"]["template"]["metadata"]["labels"]
    for one in objects:
        selector = one["spec"]["selector"]
        assert selector.get("matchLabels", selector) == labels
    assert re.fullmatch(SLUG, f"{nodes['metadata']['name']}-0"), "a pod's name is its node's"


@pytest.mark.timeout(120)
def test_a_container_knows_whether_its_node_lives(tmp_path: Path) -> None:
    """The health check says yes of a node that answers, and no where nothing does."""
    check = [sys.executable, str(DEPLOY / "container" / "alive.py")]
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), "mqtt://127.0.0.1:9").begun() as service:
        service.wait_alive()
        assert subprocess.run(check, env=service.environment, check=False, timeout=30).returncode == 0
    assert subprocess.run(check, env=service.environment, check=False, timeout=30).returncode == 1


def test_the_broker_s_container_goes_by_new_credentials(tmp_path: Path) -> None:
    """It waits for its files, begins, reads them again when one is replaced, and ends when it is told to."""
    find_program("mosquitto", package="mosquitto")
    files, port = tmp_path / "files", free_port()
    files.mkdir()
    conf = tmp_path / "container.conf"
    conf.write_text(f"persistence_location {tmp_path}/\nlog_dest stderr\ninclude_dir {files}\n")
    if shutil.which("id") and Path("/proc/self").owner() == "root":
        conf.write_text(conf.read_text() + "user root\n")
    log = tmp_path / "broker.log"
    script = ["/bin/bash", DEPLOY / "container" / "broker", conf, files]
    process = Process([str(word) for word in script], log=log, environment=environment(PATH="/usr/sbin:/usr/bin:/bin"))
    try:
        assert wait_until(lambda: "waiting for" in log.read_text())
        (files / "passwords").write_text("")
        lines = ("allow_anonymous true", f"password_file {files}/passwords", f"listener {port} 127.0.0.1", "")
        (files / "trygg.conf").write_text("\n".join(lines))
        assert wait_until(lambda: "running" in log.read_text(), within=30)
        (files / "new").write_text("\n")
        (files / "new").replace(files / "passwords")
        assert wait_until(lambda: log.read_text().count("Reloading config") == 1, within=30)
        # As large as before, with the number and the second that it had: only its part of the second is another.
        now = (files / "passwords").stat()
        (files / "passwords").write_text("#")
        second, part = divmod(now.st_mtime_ns, 10**9)
        os.utime(files / "passwords", ns=(now.st_atime_ns, second * 10**9 + (part + 5 * 10**8) % 10**9))
        assert wait_until(lambda: log.read_text().count("Reloading config") >= 2, within=30)
    finally:
        process.end()
    assert "terminating" in log.read_text()


def _passkeys(told: dict[str, Any]) -> object:
    """Return where passkeys work for a service that is told this, by its own reckoning."""
    return place_of(
        said=_filled(told["TRYGG_PASSKEY_URL"]) if "TRYGG_PASSKEY_URL" in told else None,
        names=YAML(typ="safe").load(_filled(told["TRYGG_HTTP_NAMES"])),
        secure=True,
        is_loopback=False,
        port=int(told["TRYGG_HTTP_PORT"]),
        own_tls="TRYGG_TLS_CERTIFICATE" in told,
    )


def _filled(value: str) -> str:
    """Return a value of compose with its variables filled in."""
    return re.sub(r"\$\{(\w+)(?::\?[^}]*)?\}", "x.example", str(value))


def _chart() -> list[dict[str, Any]]:
    """Return the chart's objects: values and the release's name put in, which is all that its templates ask for."""
    values = YAML(typ="safe").load(DEPLOY / "helm" / "trygg" / "values.yaml")

    def put(found: re.Match[str]) -> str:
        if found[1] == "Release.Name":
            return "trygg"
        value = values
        for name in found[1].removeprefix("Values.").split("."):
            value = value[name]
        return str(value)

    text = (DEPLOY / "helm" / "trygg" / "templates" / "nodes.yaml").read_text()
    made = re.sub(r"\{\{ \.([\w.]+) \}\}", put, text)
    assert "{{" not in made
    return list(YAML(typ="safe").load_all(made))
