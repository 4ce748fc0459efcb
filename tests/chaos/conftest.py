"""Chaos takes as long as it has rounds: the bound for one test grows with them."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Bound each chaos test by its rounds, generously: other tests may keep the machine busy."""
    bound = 120 + 60 * config.getoption("--chaos-rounds")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(bound))
