"""Job fairs, job sessions and classes: what they are, who fits, who has a seat, and what is told of them."""
