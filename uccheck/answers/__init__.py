"""What is known of one instance: certify, threshold, sweep."""
