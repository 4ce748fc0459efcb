"""The life of a drill: planned, agreed to, run, judged. Pure. Nothing in it can press for real."""
