"""The linear setting: its exact law, its samplers, the events and their enclosures."""
