"""`trygg plan schema`: the form of a plan document, for editors."""


def schema() -> None:
    """Print the JSON Schema of plan documents: an editor that reads it completes keys and marks what is wrong."""
    import json

    from roles.schema import schema as make

    print(json.dumps(make(), ensure_ascii=False, indent=2))
