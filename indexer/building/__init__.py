"""How does a folder of reports become a generation? Build, add, check, repair."""
