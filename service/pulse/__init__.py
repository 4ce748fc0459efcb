"""The pulse: three questions about feeling safe, asked of everybody for some weeks, answered without a name. Pure."""
