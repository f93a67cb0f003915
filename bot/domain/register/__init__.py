"""The register of households: what is kept of a family, and what follows from its history.

Pure: knows no database and nobody who asks."""
