"""The screens the window may be on, and the colour profiles that the system has for them."""
