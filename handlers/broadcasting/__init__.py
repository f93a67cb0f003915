"""Messages to many families: written, looked at, approved, sent, stopped, answered."""
