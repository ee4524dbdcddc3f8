"""The kinds of claim, one frozen, strict model each."""
