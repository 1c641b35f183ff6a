"""The page that holds a draft, or a paragraph, against the archive."""
