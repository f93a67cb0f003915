"""When a unit or a family is reminded of what: rules as functions of what is known and of the day."""
