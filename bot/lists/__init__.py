"""Lists of households as communes keep them: read into typed lines with exact faults, and written.

Must not know the database: bytes in, lines out."""
