"""The page of what the archive holds, its health, and what is added to it."""
