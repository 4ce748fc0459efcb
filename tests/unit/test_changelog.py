"""The changelog's form: a release that says nothing of safety is none."""

import pytest

from parts.pages import ROOT
from release.changelog import UNRELEASED, complaints, read
from service.store.versions import NEWEST, OLDEST_BESIDE
from service.version import VERSION

GOOD = """# Changelog

Words before.

## 0.2.0 (2027-02-01)

Schema 0031; nodes from schema 0029 on may run beside it.

### Safety

- A press was lost where two came at once.
  Affected: everybody. To do: upgrade.
- A second thing. Affected: houses with
  two brokers. To do: nothing.

### Devices

- Something else.

## 0.1.0 (2026-12-01)

Schema 0028; nodes from schema 0026 on may run beside it.

### Safety

Nothing known.
"""


def said(text: str, *, version: str = "0.2.0", schema: str = "0031", beside: str = "0029") -> list[str]:
    """Return what is wrong with a changelog."""
    return complaints(text, version=version, schema=schema, oldest_beside=beside)


def test_our_own_has_the_form_and_agrees_with_the_code() -> None:
    """Version, schema, and what may run beside are those of the code; each release has what it has to have."""
    text = (ROOT / "CHANGELOG.md").read_text()
    assert complaints(text, version=VERSION, schema=NEWEST, oldest_beside=OLDEST_BESIDE) == []


def test_what_a_good_one_says_is_read() -> None:
    """Versions, days, schemas, and what stands under Safety and nothing else."""
    assert said(GOOD) == []
    newer, older = read(GOOD)
    assert (newer.version, str(newer.day), newer.schemas) == ("0.2.0", "2027-02-01", ("0031", "0029"))
    assert newer.headings == ["Safety", "Devices"]
    assert newer.safety.endswith("To do: nothing.")
    assert older.safety == "Nothing known."


@pytest.mark.parametrize(
    ("instead_of", "put", "complaint"),
    [
        ("### Safety\n\n- A press", "### Devices\n\n- A press", "0.2.0: its first heading is not 'Safety'"),
        ("### Safety\n\nNothing known.\n", "", "0.1.0: its first heading is not 'Safety'"),
        ("### Safety\n\nNothing known.", "### Safety\n", "0.1.0: 'Safety' is a list, or says 'Nothing known.'"),
        ("### Safety\n\nNothing known.", "### Safety\n\nSome words.", "0.1.0: 'Safety' is a list"),
        ("### Devices", "### Safety", "0.2.0: it has more than one heading 'Safety'"),
        ("  Affected: everybody. To do: upgrade.\n", "  To do: upgrade.\n", "does not say who is affected"),
        ("two brokers. To do: nothing.", "two brokers.", "does not say what to do"),
        ("Schema 0028; nodes from schema 0026 on may run beside it.\n", "", "0.1.0: it does not say which schema"),
        ("Schema 0031;", "Schema 0030;", "0.2.0: write 'Schema 0031;"),
        ("schema 0029 on", "schema 0028 on", "0.2.0: write 'Schema 0031; nodes from schema 0029"),
        ("## 0.2.0 (2027-02-01)", "## 0.2.1 (2027-02-01)", "the code is 0.2.0, but the changelog begins with 0.2.1"),
        ("## 0.2.0 (2027-02-01)", "## 0.2.0", "'## 0.2.0' is neither"),
        ("## 0.1.0 (2026-12-01)", "## Unreleased", "'Unreleased' stands first, and once"),
        ("## 0.1.0 (2026-12-01)", "## 0.3.0 (2026-12-01)", "do not stand in their order"),
        (GOOD, "# Changelog\n", "it tells of no release"),
    ],
)
def test_what_is_missing_is_said(instead_of: str, put: str, complaint: str) -> None:
    """Each part of the form, taken away or told wrongly, is named in a sentence."""
    assert instead_of in GOOD
    assert any(complaint in sentence for sentence in said(GOOD.replace(instead_of, put, 1)))


def test_what_is_not_released_yet_has_the_form_too() -> None:
    """While a version is made the changelog begins with Unreleased, and Safety is asked for there as well."""
    text = GOOD.replace("## 0.2.0 (2027-02-01)", f"## {UNRELEASED}")
    assert said(text, version="0.2.0.dev0") == []
    assert said(text, version="0.2.0") == ["the code is 0.2.0, but the changelog begins with Unreleased"]
    assert said(GOOD, version="0.2.0.dev0") == [
        "the code is 0.2.0.dev0, which is no release: begin with '## Unreleased'"
    ]
    without = text.replace("### Safety\n\n- A press", "### Devices\n\n- A press", 1)
    assert said(without, version="0.2.0.dev0") == ["Unreleased: its first heading is not 'Safety'"]
