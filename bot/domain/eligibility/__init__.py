"""What a household is entitled to on a day, why not, and what would change it. Knows no law by heart."""
