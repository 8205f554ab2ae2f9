"""Makes Stet's packages; `packaging/make.py` is the command."""
