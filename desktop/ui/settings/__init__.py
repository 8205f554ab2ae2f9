"""The settings dialog: one page for each matter, the key among them."""
