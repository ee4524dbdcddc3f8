"""Neighbours of statements: made from the record, then refuted, shown true, or listed with a reason."""
