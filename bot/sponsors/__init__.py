"""Visits and their book, reminders and their lines."""
