"""What Stet talks about: values and rules, with the standard library only."""
