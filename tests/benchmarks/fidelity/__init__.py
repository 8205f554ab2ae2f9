"""How well an answer is laid back: drifted answers whose truth is known, ours beside other ways."""
