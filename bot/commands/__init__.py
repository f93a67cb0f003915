"""The commands of an operator: `*_commands` say what can be typed, `*_desk` does it."""
