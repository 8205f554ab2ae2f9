"""A fault campaign: many jobs against a service and a computer that fail in every known way."""
