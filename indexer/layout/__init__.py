"""Which words of a printed page belong together?"""
