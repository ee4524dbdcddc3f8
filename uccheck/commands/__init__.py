"""The commands of `uccheck`, one a file; each defines `register(app)`."""
