"""Migrations, oldest first. Each goes up and down on SQLite and PostgreSQL."""
