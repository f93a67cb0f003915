"""Figures for people: who may ask which, how they are told, drawn and written into files."""
