"""Job fairs, job sessions, classes: found, registered for, held, followed after."""
