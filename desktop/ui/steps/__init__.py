"""The panel of steps that can be undone."""
