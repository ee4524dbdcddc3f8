"""The gap of a pair of samples: hypersphere, own models, the guard."""
