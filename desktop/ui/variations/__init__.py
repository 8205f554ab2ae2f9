"""The results of one edit beside the original, to choose from."""
