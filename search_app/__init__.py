"""A published generation in, cited answers out."""
