"""The canvas: the picture, its mask, and the tools that paint on it."""
