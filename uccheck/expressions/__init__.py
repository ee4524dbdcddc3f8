"""The grammar of claims, its enclosures, derivatives, and branch and bound."""
