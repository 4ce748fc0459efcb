"""An alarm receiving centre, by SIA DC-09."""
