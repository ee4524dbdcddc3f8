"""Claims in files, their verdicts, and the reports."""
