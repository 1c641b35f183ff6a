"""Commands that serve the archive to other programs and to assistants."""
