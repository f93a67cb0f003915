"""Visits to families as units report them, and what was pledged, received and given. No input, no output."""
