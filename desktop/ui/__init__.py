"""The window: Qt, thin; it shows the state and turns gestures into calls."""
