"""Lists of households as files in chat, both ways."""
