"""What outlives the program: library, journal, settings and the key."""
