"""Cheap drafts first, then the chosen one in high quality."""
