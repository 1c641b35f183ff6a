"""Commands that bring reports in, and keep an archive."""
