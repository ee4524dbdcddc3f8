"""Plans, records, workers."""
