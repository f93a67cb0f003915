"""The register of households in the database. Nothing here is read or written but for somebody who may.

`bot.register` is the only door to it for a conversation."""
