"""The tray of pictures that guide an edit: their order, and which of them are sent."""
