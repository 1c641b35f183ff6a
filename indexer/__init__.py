"""Reports in, one published generation out. Never imports search_app."""
