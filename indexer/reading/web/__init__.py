"""What a web page shows: what its style sheets hide, the numbers of its lists, and those that its sheets count."""
