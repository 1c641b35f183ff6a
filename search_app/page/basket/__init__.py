"""The page of the evidence that a visitor has collected."""
