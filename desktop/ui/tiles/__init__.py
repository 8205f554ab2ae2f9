"""Lists of pictures as tiles: where they lie, how they are drawn and handled."""
