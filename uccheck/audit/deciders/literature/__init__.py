"""Deciders of claims about the literature: attribution, citation, inference, statements."""
