"""What every room uses: errors, verdicts, exact numbers, files, processes, programs, the store."""
