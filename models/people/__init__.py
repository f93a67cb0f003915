"""Contacts, the people behind them, their roles, consents and links."""
