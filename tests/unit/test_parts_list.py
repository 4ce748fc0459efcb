"""A release's list of parts: all of the lock, all that is shipped, each with its licence, and no address."""

import json
import re
import tomllib
from datetime import UTC, datetime
from email.message import Message
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

import pytest
from license_expression import get_spdx_licensing
from packaging.utils import canonicalize_name

from parts.pages import ROOT
from release import build, lock, sbom

AT = datetime(2026, 12, 1, 8, tzinfo=UTC)
RUNTIME = lock.read((ROOT / "requirements" / "runtime.txt").read_text())
PROJECT = (ROOT / "pyproject.toml").read_text()


def listed() -> str:
    """Return the list of parts of the tree as it is."""
    shipped = {path: (ROOT / path).read_bytes() for path in build.should_be_shipped(ROOT)}
    return sbom.made(version="0.1.0", commit="c" * 40, at=AT, root=ROOT, shipped=shipped)


@pytest.fixture(scope="module")
def text() -> str:
    """The list of parts, made once: to hold it to its schema takes seconds."""
    return listed()


@pytest.fixture(scope="module")
def parts(text: str) -> Any:
    """The list of parts, read."""
    return json.loads(text)


def test_it_is_the_same_each_time_and_names_no_address(text: str) -> None:
    """Whatever is made passed the schema's own validator; the one address in it is the name of the schema."""
    assert text == listed()
    assert set(re.findall(r"\w+://[^\"]*", text)) == {"http://cyclonedx.org/schema/bom-1.6.schema.json"}


def test_a_list_that_does_not_fit_is_refused() -> None:
    """The validator is one that says no."""
    least = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "h11"}]}
    assert sbom.invalid(json.dumps(least)) is None
    assert sbom.invalid(json.dumps(least).replace("library", "librarian")) is not None
    assert sbom.invalid(json.dumps({**least, "address": "x"})) is not None


def test_every_locked_package_is_in_it(parts: Any) -> None:
    """With version, purl, every digest that may be installed, and whether it is there to run or only to build."""
    found = {one["name"]: one for one in parts["components"] if one["type"] == "library"}
    assert found.keys() == RUNTIME.keys()
    for name, locked in RUNTIME.items():
        one = found[name]
        assert one["purl"] == f"pkg:pypi/{name}@{locked.version}"
        assert {hashed["content"] for hashed in one["hashes"]} == set(locked.digests)
    scopes = {name: one["scope"] for name, one in found.items()}
    assert (scopes["fastapi"], scopes["psycopg-binary"], scopes["uvloop"]) == ("required",) * 3
    assert (scopes["colorama"], scopes["hatchling"]) == ("optional", "excluded")


def test_who_needs_whom_is_in_it(parts: Any) -> None:
    """Trygg needs what pyproject.toml asks for, and each package what the lock says."""
    needs = {one["ref"].partition("@")[0]: one.get("dependsOn", []) for one in parts["dependencies"]}
    direct = {one.partition("@")[0] for one in needs["trygg"] if "@" in one}
    assert direct == {canonicalize_name(one.name) for one in lock.asked_for(PROJECT, groups=())}
    assert f"starlette@{RUNTIME[canonicalize_name('starlette')].version}" in needs["fastapi"]


def test_every_file_that_is_shipped_is_in_it(parts: Any) -> None:
    """Scripts, pages, letters, sounds and texts, each with its digest; what is somebody else's says so."""
    files = {one["name"]: one for one in parts["components"] if one["type"] == "file"}
    assert files.keys() == {path for path in build.should_be_shipped(ROOT) if not path.endswith(".py")}
    assert {path.rpartition(".")[2] for path in files} >= {"js", "css", "html", "ttf", "mp3", "po", "yaml", "svg"}
    fonts = [one for path, one in files.items() if path.endswith(".ttf")]
    notes = (ROOT / "service" / "web" / "print" / "fonts" / "NOTES.md").read_text()
    assert len(fonts) == 3
    for one in fonts:
        assert one["hashes"][0]["content"] in notes
        assert (one["version"], one["copyright"][:9]) == ("1.11", "Digitized")


def test_what_debian_brings_is_what_the_image_installs(parts: Any) -> None:
    """The last stage of the image installs these packages and no others; PostgreSQL is for several nodes."""
    image = (ROOT / "deploy" / "container" / "Containerfile").read_text().rpartition("FROM ")[2]
    installed = re.search(r"--no-install-recommends ([^\\]+)", image)
    assert installed
    named = {one["name"]: one for one in sbom.PARTS["debian"]}
    assert set(installed[1].split()) == {name for name, one in named.items() if not one.get("optional")}
    assert {one["name"] for one in parts["components"] if one["type"] == "application"} == named.keys()
    release = re.search(
        r"^FROM debian:(\d+)", (ROOT / "deploy" / "container" / "Containerfile").read_text(), re.MULTILINE
    )
    assert release
    assert f"debian-{release[1]}" == sbom.DEBIAN


def test_every_licence_is_one_and_is_what_the_package_says() -> None:
    """The list by hand has each locked package once, as an SPDX expression; where a package names one, the same one."""
    spdx = get_spdx_licensing()
    assert {canonicalize_name(name) for name in sbom.LICENCES} == RUNTIME.keys()
    by_hand = [one["licence"] for one in [*sbom.PARTS["debian"], *sbom.PARTS["foreign"]]]
    for expression in (*sbom.LICENCES.values(), *by_hand):
        assert not spdx.validate(expression).errors, expression
    compared = 0
    for name, expression in sbom.LICENCES.items():
        try:
            says: Message = distribution(name).metadata  # type: ignore[assignment]
        except PackageNotFoundError:
            assert RUNTIME[canonicalize_name(name)].marker, f"{name} is not installed here, and should be"
            continue
        if stated := says["License-Expression"]:
            compared += 1
            assert spdx.parse(stated) == spdx.parse(expression), name
    assert compared > 30
    assert tomllib.loads(PROJECT)["project"]["license"] == sbom.OURS


def test_packages_that_bring_more_are_marked() -> None:
    """Whatever comes with a list of its own parts, of what is locked, is named; nothing else is."""
    with_list = set()
    for name in RUNTIME:
        try:
            files = distribution(name).files or ()
        except PackageNotFoundError:
            continue
        if any("sboms" in file.parts for file in files):
            with_list.add(name)
    assert with_list == sbom.PARTS["carried"].keys()
