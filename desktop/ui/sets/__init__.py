"""Sets: one master for many surfaces and languages, planned, approved and shown as a matrix."""
