"""In which order, and is anything close? One method a module."""
