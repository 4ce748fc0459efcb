"""What every part of the page has in common: its options, what stands below its figures, and its place on the page."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.sections import with_section


def parser_of(part: str, doc: str | None) -> argparse.ArgumentParser:
    """Return the options of a part."""
    parser = argparse.ArgumentParser(prog=f"make bench ARGS='{part} …'", description=doc)
    parser.add_argument("--publish", action="store_true", help="write the figures into docs/reference/speed.md")
    parser.add_argument("--note", help="what is special about this run; kept with its figures")
    return parser


def finish(
    options: argparse.Namespace,
    facts: Mapping[str, str],
    page: Path,
    mark: str,
    section: Callable[[Mapping[str, str]], str],
) -> int:
    """Print what stands below the figures, and write the part into the page where that is asked for; return 0."""
    told = with_note(options, facts)
    print_facts(told)
    if options.publish:
        publish(page, mark, section(told))
    return 0


def with_note(options: argparse.Namespace, facts: Mapping[str, str]) -> dict[str, str]:
    """Return what stands below the figures, with what is special about the run."""
    return {**facts, **({"note": options.note} if options.note else {})}


def print_facts(facts: Mapping[str, str]) -> None:
    """Print what stands below the figures."""
    print("\n" + "\n".join(f"{key}: {value}" for key, value in facts.items()))


def publish(page: Path, mark: str, text: str) -> None:
    """Write a part into the page, behind its mark."""
    page.write_text(with_section(page.read_text(encoding="utf-8"), mark, text), encoding="utf-8")
    print(f"page: {page}")
