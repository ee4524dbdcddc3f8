"""The phase diagram: a grid of questions, each decided as certify would, kept, written as rows, and drawn."""
