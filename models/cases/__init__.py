"""What waits for a person, and who works on it."""
