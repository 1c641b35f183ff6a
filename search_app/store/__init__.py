"""What ranking asks of a store: paragraphs by words, by meaning and by expression, their rows, ids and counts."""
