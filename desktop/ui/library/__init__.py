"""The library's own window: every result as a tile, found, sorted, marked and thrown away."""
