"""Layered files opened by the programs they are meant for."""
