"""Changes of the register by a message, and taking them back."""
