"""What goes out: planned, paced, sent, brought to another channel where one fails."""
