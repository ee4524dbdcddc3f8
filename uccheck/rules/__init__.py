"""The records of the statements, and the steps by which a derivation is proved."""
