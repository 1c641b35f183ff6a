"""The page that counts paragraphs by theme, area and year, and shows the words used of shares."""
