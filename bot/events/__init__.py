"""Events as spreadsheets and notices, and what the program does for them by itself."""
