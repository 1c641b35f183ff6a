"""The page that counts paragraphs by theme, area and year."""
