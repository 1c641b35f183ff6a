"""What may be quoted, and written to a file?"""
