"""Events, who registered, who came, and what came of it."""
