"""Units and the families they help: given, visited, reported, confirmed, reminded."""
