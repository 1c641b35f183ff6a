"""What was asked, and what is understood of it? Read once."""
