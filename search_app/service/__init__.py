"""What another program sees: HTTP and the tools of assistants, both over `Archive`."""
