"""What a person must answer: wanted, urgent, worked on, talked about, heard back of."""
