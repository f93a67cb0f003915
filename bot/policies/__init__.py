"""What those who keep the catalogue do with it: look, check, take it to a spreadsheet and back, publish."""
