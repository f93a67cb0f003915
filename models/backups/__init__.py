"""Copies of the whole database, and the way from one key to the next."""
