"""Policies: their facts, their words, what is said of them on a day, and the rules all of that keeps."""
