"""What does the shell see and do? One module a command."""
