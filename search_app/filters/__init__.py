"""Which paragraphs may be returned? One table of fields, and expressions."""
