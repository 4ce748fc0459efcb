"""A release's list of parts (SBOM) as CycloneDX 1.6: made from the lock and from what is shipped, the same each time.

No address of a registry or of anything else is in it: a package is named by its purl, version and digests.
"""

import hashlib
import tomllib
import warnings
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.markers import Marker

from release import lock

HERE: Final = Path(__file__).parent
OURS: Final = "Apache-2.0"
DEBIAN: Final = "debian-12"
PYTHONS: Final = ("3.11", "3.13")
SCHEMA: Final = SchemaVersion.V1_6
LICENCES: Final[Mapping[str, str]] = tomllib.loads((HERE / "licences.toml").read_text())
PARTS: Final[Mapping[str, Any]] = tomllib.loads((HERE / "parts.toml").read_text())


def made(*, version: str, commit: str, at: datetime, root: Path, shipped: Mapping[str, bytes]) -> str:
    """Return the list of parts of a release, as JSON that its schema's validator accepts.

    Args:
        version: the release.
        commit: the commit that it was made from.
        at: when that was made.
        root: the release's tree, with its lock.
        shipped: the files in the package, by their paths; code in Python is left out of the list.

    Raises:
        KeyError: where nobody has written down the licence of a locked package.
        ValueError: where the list is none that fits the schema.
    """
    trygg = Component(
        type=ComponentType.APPLICATION,
        name="trygg",
        version=version,
        bom_ref=f"trygg@{version}",
        licenses=[LicenseExpression(OURS)],
        purl=PackageURL("pypi", None, "trygg", version),
        properties=[Property(name="trygg:commit", value=commit)],
    )
    locked = lock.read((root / "requirements" / "runtime.txt").read_text())
    asked = lock.asked_for((root / "pyproject.toml").read_text(), groups=())
    running = lock.reached(asked, locked)
    packages = {name: _package(one, needed=name in running) for name, one in locked.items()}
    others = [*map(_debian, PARTS["debian"]), *_files(shipped)]
    bom = Bom(
        components=[*packages.values(), *others],
        serial_number=uuid5(NAMESPACE_OID, f"trygg {version} {commit}"),
        metadata=BomMetaData(component=trygg, timestamp=at),
    )
    wanted = [packages[name] for name, one in locked.items() if lock.OURSELVES in one.via and name in running]
    bom.register_dependency(trygg, [*wanted, *others])
    for name, component in packages.items():
        bom.register_dependency(component, [packages[one.name] for one in locked.values() if name in one.via])
    text = str(make_outputter(bom, OutputFormat.JSON, SCHEMA).output_as_string(indent=1)) + "\n"
    if wrong := invalid(text):
        raise ValueError(f"the list of parts does not fit CycloneDX {SCHEMA.to_version()}: {wrong}")
    return text


def invalid(text: str) -> str | None:
    """Return what a validator has against a list of parts, None for nothing; the schema comes with the library."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the libraries among themselves
        found = JsonStrictValidator(SCHEMA).validate_str(text)
    return None if found is None else str(found)


def _package(one: lock.Locked, *, needed: bool) -> Component:
    """Return a locked package; its digests are those of all files that may be installed for it."""
    said = {"lock:marker": one.marker, "trygg:carries": PARTS["carried"].get(one.name)}
    if not needed:  # to build the package, not to run it
        scope = ComponentScope.EXCLUDED
    else:
        scope = ComponentScope.REQUIRED if _used_here(one.marker) else ComponentScope.OPTIONAL
    return Component(
        type=ComponentType.LIBRARY,
        name=one.name,
        version=one.version,
        bom_ref=f"{one.name}@{one.version}",
        scope=scope,
        hashes=_hashes(one.digests),
        licenses=[LicenseExpression(LICENCES[one.name])],
        purl=PackageURL("pypi", None, one.name, one.version),
        properties=[Property(name=name, value=value) for name, value in said.items() if value],
    )


def _used_here(marker: str | None) -> bool:
    """Whether a package is installed on Linux with CPython, in the oldest Python that Trygg runs on or in a newer."""
    where = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "implementation_name": "cpython"}
    ages = [{"python_version": age, "python_full_version": f"{age}.2"} for age in PYTHONS]
    return marker is None or any(Marker(marker).evaluate({**where, **age}) for age in ages)


def _debian(part: Mapping[str, Any]) -> Component:
    """Return a part that Debian brings; which version, whoever installs it finds out."""
    return Component(
        type=ComponentType.APPLICATION,
        name=part["name"],
        bom_ref=f"debian:{part['name']}",
        description=part["says"],
        scope=ComponentScope.OPTIONAL if part.get("optional") else ComponentScope.REQUIRED,
        licenses=[LicenseExpression(part["licence"])],
        purl=PackageURL("deb", "debian", part["name"], qualifiers={"distro": DEBIAN}),
    )


def _files(shipped: Mapping[str, bytes]) -> Iterable[Component]:
    """Return each file in the package that is no code in Python: scripts, pages, letters, sounds, texts."""
    for path, content in sorted(shipped.items()):
        if path.endswith(".py"):
            continue
        foreign = next((one for one in PARTS["foreign"] if PurePosixPath(path).match(one["files"])), None)
        yield Component(
            type=ComponentType.FILE,
            name=path,
            bom_ref=f"file:{path}",
            version=foreign["version"] if foreign else None,
            description=f"{foreign['name']}: {foreign['says']}" if foreign else None,
            copyright=foreign["copyright"] if foreign else None,
            hashes=_hashes([hashlib.sha256(content).hexdigest()]),
            licenses=[LicenseExpression(foreign["licence"] if foreign else OURS)],
        )


def _hashes(digests: Iterable[str]) -> list[HashType]:
    return [HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in digests]
