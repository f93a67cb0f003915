"""Reminders as rows: what they ask for, whom they reach, how they end."""
