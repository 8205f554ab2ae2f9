"""Small widgets that every panel uses; none of them knows what it is used for."""
