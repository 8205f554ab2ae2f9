"""Pixels: reading, writing, masking, and laying an answer back, without Qt."""
