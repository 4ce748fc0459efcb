"""All of an alarm's record in one file for an investigation: to read, to count, to check."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from service.timeline.extract import Extract
from service.timeline.held import plan_of
from service.web.i18n import LANGUAGES, Texts
from service.web.ports import Facts
from service.web.tongue import MODES

HERE: Final = Path(__file__).parent
VERIFIERS: Final = ("verify_export.py", "verify_heads.py")
MANIFEST: Final = "MANIFEST.sha256"
_READABLE: Final = 0o644 << 16


def package(extract: Extract, files: Mapping[str, bytes], plan: str | None, facts: Facts, texts: Texts) -> bytes:
    """Return a ZIP of the exported files, the plan's text, the verifier, a README in each language and a manifest.

    The same content gives the same bytes: every file has the time of the export.

    Args:
        extract: the alarm's part of the timeline.
        files: the exported files by name.
        plan: the text of the version that was in force; None where it is not kept any more.
        facts: the office's.
        texts: the words.
    """
    content = {
        **{f"README.{lang}.txt": _readme(extract, lang, facts, texts) for lang in LANGUAGES},
        **files,
        **({"plan.yaml": plan.encode("utf-8", "surrogateescape")} if plan is not None else {}),
        **{name: (HERE / name).read_bytes() for name in VERIFIERS},
    }
    lines = [f"{hashlib.sha256(one).hexdigest()}  {name}\n" for name, one in sorted(content.items())]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, one in {**content, MANIFEST: "".join(lines).encode()}.items():
            at = extract.at
            info = zipfile.ZipInfo(f"{_folder(extract)}/{name}", at.timetuple()[:6])
            info.external_attr, info.compress_type = _READABLE, zipfile.ZIP_DEFLATED
            made.writestr(info, one)
    return out.getvalue()


def name_of(extract: Extract, form: str) -> str:
    """Return what a file is called: office and alarm, and before them what it is of, unless it is of a real alarm."""
    return f"{_folder(extract)}.{form}"


def _folder(extract: Extract) -> str:
    mark = "" if extract.mode == "actual" else f"{extract.mode.upper()}-"
    return f"{mark}{extract.head.office}-{extract.alarm}"


def _readme(extract: Extract, lang: str, facts: Facts, texts: Texts) -> bytes:
    sealed, head = (f"{one.position}:{one.hash}" for one in (extract.sealed, extract.head))
    told = {
        "office": facts["name"],
        "alarm": extract.alarm,
        "mode": texts.text(lang, MODES[extract.mode]),
        "at": extract.at.isoformat(timespec="seconds"),
        "sealed": sealed,
        "head": head,
        "plan": plan_of(extract.own)[:12],
    }
    return ((HERE / "readme" / f"{lang}.txt").read_text(encoding="utf-8") % told).encode()
