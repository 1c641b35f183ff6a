"""The two indexes of a generation, keyword and embedding, and the encoders that fill and query the second."""
