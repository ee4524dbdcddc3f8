"""What commands share at a terminal: options, sizes as formulas, progress, lines."""
