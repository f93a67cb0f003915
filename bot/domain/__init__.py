"""What the product knows and decides. Pure: no channel, no database, no clock, no files."""
