"""How the program comes up and goes down; `compose` builds and joins every long-lived object."""
