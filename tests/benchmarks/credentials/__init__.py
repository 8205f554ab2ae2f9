"""Content Credentials signed and read by the C2PA project's own library, which tests do without."""
