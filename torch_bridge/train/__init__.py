"""Training: the plain loop, and the faster engines that are compared with it."""
