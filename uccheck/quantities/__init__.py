"""The symbols of the statements, and their enclosures."""
