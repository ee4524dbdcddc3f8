"""The mutation gate: mathematical errors planted in the kit's formulas, one at a time, each to be caught by a test."""
