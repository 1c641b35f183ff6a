"""What a web page shows without having it in its text: the numbers of lists, and what its style sheet counts."""
