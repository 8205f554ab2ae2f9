"""What was made before: thumbnails to look at, use again, save and drag away."""
