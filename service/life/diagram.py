"""The table of states as a picture and as a table, for docs/reference/plan-versions.md; a test holds them together.

When the table has changed, this prints what belongs between the page's marks:
`python -c "from service.life.diagram import diagram; print(diagram())"`
"""

from service.life.states import TABLE, Ask, State


def diagram() -> str:
    """Return the states as a Mermaid diagram, and below it every ask in every state as a Markdown table."""
    return "\n".join(["```mermaid", *_picture(), "```", "", *_table()])


def _picture() -> list[str]:
    lines = ["stateDiagram-v2", "    [*] --> draft: somebody writes"]
    for state, asks in TABLE.items():
        for target in State:
            leading = [ask.value for ask, to in asks.items() if to is target and target is not state]
            if leading:
                lines.append(f"    {state.value} --> {target.value}: {', '.join(leading)}")
    return [
        *lines,
        "    published --> in_force: its time has come",
        "    in_force --> expired: its last day has passed",
        "    in_force --> superseded: another one holds",
        "    expired --> superseded: another one holds",
        "    published --> approved: something else was published",
    ]


def _table() -> list[str]:
    head = ["asked to", *(f"when {state.value}" for state in State)]
    rows = [[ask.value, *(_cell(state, ask) for state in State)] for ask in Ask]
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def _cell(state: State, ask: Ask) -> str:
    to = TABLE[state].get(ask)
    if to is None:
        return "–"
    return "stays" if to is state else to.value
