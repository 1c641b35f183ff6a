"""Fetches reports from where they are published into a folder, and keeps where each comes from."""
