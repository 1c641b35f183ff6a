"""Checked quotations as files: one form a module, each a pure function from a document to bytes."""
