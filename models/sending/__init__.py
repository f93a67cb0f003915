"""What goes out: notices, messages, broadcasts, the accounts and templates they go by."""
