"""Questions for figures: what officials ask of the register and the press, and how it is meant."""
