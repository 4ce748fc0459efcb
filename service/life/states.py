"""The life of a plan's version as one table: what may be asked of it in each state.

The diagram in docs/reference/plan-versions.md is generated from this table.
"""

from enum import StrEnum


class State(StrEnum):
    """Where a version of a plan stands at a moment."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    """It will be in force from a later time on."""
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    """It is past its last day, and goes on being used: no plan at all would be worse."""
    SUPERSEDED = "superseded"


HOLDS = frozenset({State.IN_FORCE, State.EXPIRED})
"""The states of the one version that an alarm runs under."""


class Ask(StrEnum):
    """What can be asked of a version."""

    APPROVE = "approve"
    VIEW = "view"
    ANSWER = "answer"
    PUBLISH = "publish"
    ROLL_BACK = "roll_back"
    TAKE = "take"
    """The operator puts it into the folder of plans."""


TABLE: dict[State, dict[Ask, State]] = {
    State.DRAFT: {
        Ask.APPROVE: State.APPROVED,
        Ask.VIEW: State.DRAFT,
        Ask.ANSWER: State.DRAFT,
        Ask.TAKE: State.IN_FORCE,
    },
    State.APPROVED: {
        Ask.APPROVE: State.APPROVED,
        Ask.VIEW: State.APPROVED,
        Ask.ANSWER: State.APPROVED,
        Ask.PUBLISH: State.PUBLISHED,
        Ask.TAKE: State.IN_FORCE,
    },
    State.PUBLISHED: {
        Ask.APPROVE: State.PUBLISHED,
        Ask.VIEW: State.PUBLISHED,
        Ask.ANSWER: State.PUBLISHED,
        Ask.PUBLISH: State.PUBLISHED,
        Ask.TAKE: State.IN_FORCE,
    },
    State.IN_FORCE: {
        Ask.APPROVE: State.IN_FORCE,
        Ask.VIEW: State.IN_FORCE,
        Ask.ANSWER: State.IN_FORCE,
        Ask.PUBLISH: State.IN_FORCE,  # approved once more, it holds for another year
        Ask.ROLL_BACK: State.IN_FORCE,  # takes back what is published for later
        Ask.TAKE: State.IN_FORCE,
    },
    State.EXPIRED: {
        Ask.APPROVE: State.EXPIRED,
        Ask.VIEW: State.EXPIRED,
        Ask.ANSWER: State.EXPIRED,
        Ask.PUBLISH: State.IN_FORCE,
        Ask.ROLL_BACK: State.EXPIRED,
        Ask.TAKE: State.IN_FORCE,
    },
    State.SUPERSEDED: {
        Ask.APPROVE: State.SUPERSEDED,
        Ask.VIEW: State.SUPERSEDED,
        Ask.ANSWER: State.SUPERSEDED,
        Ask.PUBLISH: State.PUBLISHED,  # only approved once more
        Ask.ROLL_BACK: State.IN_FORCE,
        Ask.TAKE: State.IN_FORCE,
    },
}
"""What is not in the table is refused with a sentence. Time alone leads from published to in force to expired."""


def allows(state: State, ask: Ask) -> bool:
    """Say whether a version in `state` can be asked this."""
    return ask in TABLE[state]
