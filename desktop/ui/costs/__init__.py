"""What was spent, budgets and limits: the dialog, and the line in the status bar."""
