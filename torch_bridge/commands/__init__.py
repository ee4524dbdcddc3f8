"""What the experiments run and print: the work behind `uccheck experiment`."""
