"""The same core without a window, one file per command."""
