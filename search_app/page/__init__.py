"""The pages: one module each, with a `draw` that app.py calls."""
