"""One worker, seen by all five documents."""
