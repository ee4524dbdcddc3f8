"""Claims about kept records: what a run's folder holds, and how bounds grow in it."""
