"""Trained networks for the projected-set argument and norm-based bounds; the only place that imports torch."""
