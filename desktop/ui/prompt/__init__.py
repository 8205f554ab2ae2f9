"""The panel where the designer says what is wanted, sees what it costs and presses Generate."""
