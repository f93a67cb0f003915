"""Questions anybody may ask: answered from the catalogue, or kept for who keeps it."""
