"""Keys, what is sealed with them, and the form of a sealed backup."""
