"""The invented ward that the demo and the tests live in: made by chance from a seed, the same for everybody.

Pure: knows no database, no file and no clock. Holds no real person."""
