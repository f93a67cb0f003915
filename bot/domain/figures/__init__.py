"""Questions for figures: what officials ask of the register and of what was published, and how it is meant."""
