"""What an operator watches Trygg with: rules that come when they should, a dashboard of figures that exist."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.pages import ROOT
from parts.process import find_program
from parts.service import Service
from service.dispatch.faults import MESSAGES
from service.dispatch.metric import METRICS

MONITORING = ROOT / "deploy" / "monitoring"
RULES: dict[str, dict[str, Any]] = {
    rule["alert"]: rule
    for group in YAML(typ="safe").load(MONITORING / "trygg.rules.yaml")["groups"]
    for rule in group["rules"]
}
TESTED: list[dict[str, Any]] = YAML(typ="safe").load(MONITORING / "trygg.tests.yaml")["tests"]
RUNBOOK = (ROOT / "deploy" / "RUNBOOK.md").read_text()
COMES_LATER = {"trygg_feedback_seconds", "trygg_backup_bytes", "trygg_canary_seconds"}
"""Figures of which there is nothing to tell at first."""
HISTOGRAM = re.compile(r"_(bucket|sum|count)$")


def _figures_in(expression: str) -> set[str]:
    return {HISTOGRAM.sub("", name) for name in re.findall(r"\btrygg_\w+", expression)}


def _promtool(*arguments: str, given: str = "", folder: Path = MONITORING) -> subprocess.CompletedProcess[str]:
    program = find_program("promtool", package="prometheus")
    return subprocess.run(
        [program, *arguments], cwd=folder, input=given, capture_output=True, text=True, check=False, timeout=100
    )


def test_each_rule_comes_when_it_should_and_not_before() -> None:
    """Prometheus itself reads the rules, and plays each alert against figures that are good and then bad."""
    for command in (("check", "rules", "trygg.rules.yaml"), ("test", "rules", "trygg.tests.yaml")):
        done = _promtool(*command)
        assert done.returncode == 0, done.stdout + done.stderr


def test_no_rule_is_without_a_test_and_a_line_in_the_runbook() -> None:
    """Each alert is tested to come and to stay away, and whoever it wakes finds what to do under its name."""
    tested = {one["alertname"]: bool(one["exp_alerts"]) for test in TESTED for one in test["alert_rule_test"]}
    assert {test["name"] for test in TESTED} == RULES.keys() == tested.keys()
    for test in TESTED:
        assert sorted(bool(one["exp_alerts"]) for one in test["alert_rule_test"]) == [False, True], test["name"]
    assert set(re.findall(r"^### (Trygg\w+)$", RUNBOOK, re.MULTILINE)) == RULES.keys()
    for name, rule in RULES.items():
        assert rule["annotations"]["runbook"] == f"deploy/RUNBOOK.md#{name.lower()}"
        assert rule["labels"]["severity"] in {"page", "ticket"}


def test_rules_and_dashboard_ask_for_figures_that_exist() -> None:
    """A figure that was renamed would leave an alert silent for ever, and a panel empty; so would a fault's code."""
    dashboard = json.loads((MONITORING / "trygg.dashboard.json").read_text())
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    assert len(asked) > 20
    for expression in [*asked, *(rule["expr"] for rule in RULES.values())]:
        found = _figures_in(expression)
        assert found <= METRICS.keys(), expression
        assert found or "up{" in expression
        for name in re.findall(r"by \(([\w, ]+)\) \((trygg_\w+)", expression):
            labels = {*METRICS[HISTOGRAM.sub("", name[1])].labels, "instance", "job", "le"}
            assert {one.strip() for one in name[0].split(",")} <= labels, expression
    codes = re.search(r'code=~"([\w|]+)"', RULES["TryggFault"]["expr"])
    assert codes is not None
    assert {*codes[1].split("|")} <= MESSAGES.keys()


def test_each_panel_shows_what_it_is_for() -> None:
    """Prometheus itself answers each panel's question for nodes in trouble, with what the panel's legend names.

    A panel that nobody has tested so, and a test of a panel that is gone, are found here too.
    """
    done = _promtool("test", "rules", "trygg.dashboard.tests.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    played = YAML(typ="safe").load(MONITORING / "trygg.dashboard.tests.yaml")["tests"]
    shown = {one["expr"]: one["exp_samples"] for test in reversed(played) for one in test["promql_expr_test"]}
    asked = {
        target["expr"].replace("$__rate_interval", "5m"): target["legendFormat"]
        for panel in json.loads((MONITORING / "trygg.dashboard.json").read_text())["panels"]
        for target in panel.get("targets", ())
    }
    assert shown.keys() == asked.keys()
    for expression, legend in asked.items():
        assert shown[expression], expression
        for sample in shown[expression]:
            told = set(re.findall(r'(\w+)="', sample["labels"]))
            assert set(re.findall(r"\{\{(\w+)\}\}", legend)) <= told, f"{expression} is told as {legend}"


def test_panels_name_what_is_in_the_runbook() -> None:
    """Where a panel names an alert, that alert is there; each has its own number and its own place."""
    dashboard = json.loads((MONITORING / "trygg.dashboard.json").read_text())
    named = set(re.findall(r"RUNBOOK: (\w+)", json.dumps(dashboard)))
    assert named
    assert named <= RULES.keys()
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len({(p["gridPos"]["x"], p["gridPos"]["y"]) for p in panels}) == len(panels)


@pytest.mark.timeout(180)
async def test_a_running_node_tells_every_figure_as_it_is_described(tmp_path: Path, mosquitto: StartMosquitto) -> None:
    """Names, kinds and labels are those of the list, nothing else is told, and Prometheus finds nothing to mend."""
    more = {"TRYGG_BACKUP_DIR": str(tmp_path / "kept"), "TRYGG_HEARTBEAT_URL": "https://127.0.0.1:9/x"}
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), mosquitto().url, more=more) as service:
        async with service.screen("as") as screen:
            pressed = service.trygg("press", "as", "pendant-1")
            assert pressed.returncode == 0, pressed.stderr
            alarm = await screen.raised()
            await screen.confirm(alarm)
            await screen.until(lambda: is_all_there(service.http.get("/metrics").text), within=60)
            text = service.http.get("/metrics").text
    found = told(text)
    assert found.keys() <= METRICS.keys()
    # What only comes where there is something to tell: ways out, other schemas, a restore.
    assert METRICS.keys() - found.keys() <= {
        *("trygg_route_up", "trygg_notices_total", "trygg_notice_hand_over_seconds", "trygg_restored_waiting"),
    }
    for name, labels in found.items():
        assert labels == {*METRICS[name].labels}, name
        kind = re.search(rf"^# TYPE {name.removesuffix('_total')}(?:_total)? (\w+)$", text, re.MULTILINE)
        assert kind is not None
        assert kind[1] == METRICS[name].kind
    lint = _promtool("check", "metrics", given=text)
    assert lint.returncode == 0, lint.stdout + lint.stderr


def is_all_there(text: str) -> bool:
    """Whether everything that comes later has come, and the press was shown."""
    return told(text).keys() >= COMES_LATER and "trygg_press_screen_seconds_count 1.0" in text


def told(text: str) -> dict[str, set[str]]:
    """Return which figures a page of metrics holds samples of, each with its labels."""
    found: dict[str, set[str]] = {}
    for name, labels in re.findall(r"^(\w+)(?:\{(.*)\})? [^ ]+$", text, re.MULTILINE):
        known = name if name in METRICS else HISTOGRAM.sub("", name)
        found.setdefault(known, set()).update(set(re.findall(r'(\w+)="', labels)) - {"le"})
    return found
