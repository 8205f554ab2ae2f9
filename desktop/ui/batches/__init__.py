"""Many pictures at half price: a new batch, and those that are under way."""
