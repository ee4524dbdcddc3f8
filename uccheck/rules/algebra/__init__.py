"""What is decided of expressions: zeros and signs, what sums and integrals bind, where functions are smooth, which limits are uniform."""
