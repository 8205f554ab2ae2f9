"""The jobs that run, wait or went wrong, each with its state in words."""
