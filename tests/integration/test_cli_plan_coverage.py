"""`trygg plan coverage` over a folder: every office of an agency, with every core."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import roles
from roles.sample import sample
from service.cli.plan import app

pytestmark = pytest.mark.timeout(180)  # processes start here, on a machine that may be busy

EXAMPLES = Path(roles.__file__).parent / "examples"


def _run(*args: str) -> Result:
    return CliRunner().invoke(app, ["coverage", *args, "--from", "2026-11-23", "--weeks", "2"])


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_folder_is_all_the_plans_in_it(jobs: str, tmp_path: Path) -> None:
    """One line for each office in the order of the files, its gaps below it, and how many hold; standards are none."""
    for file in EXAMPLES.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "broken.yaml").write_text("trygg: 1\n")
    (tmp_path / "devices.yaml").write_text("devices: {}\n")
    result = _run(str(tmp_path), "--jobs", jobs)
    said = result.output.replace(f"{tmp_path}/", "")
    assert result.exit_code == 1
    heads = [line.split(":")[0] for line in said.splitlines() if not line.startswith(" ")]
    assert heads[:6] == [f"{name}.yaml" for name in ("as", "broken", "hamnen", "lunden", "no-guard", "shifts")]
    assert "broken.yaml: this plan cannot be used:" in said
    assert "nobody for Door when Ida Holm presses" in said
    assert said.endswith("4 of 6 plans hold for 2 weeks.\n")


def test_several_files_that_all_hold_end_with_0(tmp_path: Path) -> None:
    """Where every plan holds it ends with 0; a folder without a plan is used wrongly."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(sample(people=24, zones=4, roles=3))
    assert _run(str(tmp_path / "one.yaml"), str(tmp_path / "two.yaml"), "--jobs", "1").exit_code == 0
    (tmp_path / "empty").mkdir()
    assert _run(str(tmp_path / "empty")).exit_code == 2
