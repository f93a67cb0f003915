"""Figures of the register: what a query counts, as SQL over the histories. Asks nobody for permission."""
