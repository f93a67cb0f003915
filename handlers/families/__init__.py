"""A family's own file, and how officials look for one."""
