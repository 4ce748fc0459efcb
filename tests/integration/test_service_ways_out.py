"""A way out that is down, in a real service: on the board of whoever mends it, in the figures, on the plan's page."""

import asyncio
import base64
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from parts.offices import lay_out
from parts.process import free_port
from parts.service import Service

pytestmark = pytest.mark.timeout(120)

RECEIVER = "vaktsystemet"


def _laid_out(folder: Path, port: int) -> Path:
    """Write plans in which the guard company is reached by a webhook, and a routes.toml that names its address."""
    plans, data = lay_out(folder / "plans"), folder / "node" / "data"
    plan = plans / "as.yaml"
    plan.write_text(plan.read_text().replace("reached_by: voice", f"reached_by: webhook, receiver: {RECEIVER}"))
    data.mkdir(parents=True)
    (data / "hook.secret").write_text(f"whsec_{base64.b64encode(os.urandom(32)).decode()}")
    address = f'kind = "webhook"\nurl = "http://127.0.0.1:{port}/hook"\nallow_private = true\n'
    (data / "routes.toml").write_text(f'[receivers.{RECEIVER}]\n{address}secret_file = "hook.secret"\n')
    return plans


def _way(service: Service) -> dict[str, Any]:
    ways: list[dict[str, Any]] = service.http.get("/api/v1/routes").json()["routes"]
    return next(way for way in ways if way["route"] == "webhook")


async def test_a_way_that_is_down_is_said_where_it_can_be_mended(tmp_path: Path) -> None:
    """Nobody listens there: two tests later it is a fault, a gap and a figure; somebody listens: it is none of them."""
    port = free_port()
    plans = _laid_out(tmp_path, port)
    with Service(tmp_path / "node", plans, "mqtt://127.0.0.1:9").begun() as service:
        service.wait_alive()
        async with service.screen("as", "staff") as screen:
            test = f"/api/v1/routes/webhook/test?receiver={RECEIVER}"
            async with asyncio.timeout(30):
                while _way(service)["state"] != "down":  # the tests by the clock come in between
                    assert (await asyncio.to_thread(service.http.post, test)).status_code == 200
            assert _way(service)["reason"] == "unreachable"
            await screen.until(lambda: "route_down" in screen.faults)
            [fault] = [one for one in screen.told("heartbeat")[-1]["faults"] if one["code"] == "route_down"]
            assert fault["subject"] == f"webhook/{RECEIVER}"
            assert f"annat system ({RECEIVER})" in fault["text"]["sv"]
            assert "Väktarbolagets jour" in screen.faults["cut_off"]["text"]["sv"]
            assert f'trygg_route_up{{way="webhook/{RECEIVER}"}} 0.0' in service.http.get("/metrics").text
            proof = await asyncio.to_thread(
                service.http.post, "/api/v1/offices/as/plan/coverage?lang=en", json={"mends": False}, timeout=60.0
            )
            assert proof.json()["cut_off"]["routes"] == ["webhook"]
            elsewhere = service.http.get("/api/v1/routes").json()["routes"]
            assert {way["state"] for way in elsewhere if way["route"] != "webhook"} == {"not_set_up"}
            with socket.create_server(("127.0.0.1", port)):
                assert service.http.post(test).json()["state"] == "up"
                await screen.until(lambda: not {"route_down", "cut_off"} & screen.faults.keys())
            assert f'trygg_route_up{{way="webhook/{RECEIVER}"}} 1.0' in service.http.get("/metrics").text
            refused = service.http.post("/api/v1/routes/webhook/test?receiver=another")
            assert (refused.status_code, refused.json()["code"]) == (404, "unknown_route")
