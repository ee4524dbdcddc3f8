"""Enclosures of the quantities, of expressions at exact points, and at instances."""
