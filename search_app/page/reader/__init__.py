"""The page that reads one report, with a paragraph in view and the page of its file beside it."""
