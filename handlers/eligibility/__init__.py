"""What a family is entitled to, why not, and the papers that come of it."""
