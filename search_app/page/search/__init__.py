"""The page that searches: a query and its filters, the hits, saved searches."""
