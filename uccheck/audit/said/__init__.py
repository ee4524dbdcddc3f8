"""From sentences to claims: formulas and inequalities as people write them, and the claims that they propose."""
