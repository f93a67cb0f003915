"""What is printed or drawn: slips, summaries, requests, the pictures of the indicators."""
