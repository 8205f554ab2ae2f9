"""Two pictures against each other."""
