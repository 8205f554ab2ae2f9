"""Stet: edit pictures with OpenAI's gpt-image models; what is not masked stands."""

__version__ = "0.1.0"
