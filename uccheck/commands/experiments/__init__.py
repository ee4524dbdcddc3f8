"""The experiments of `uccheck experiment`, one a file; each defines `register(app)`."""
