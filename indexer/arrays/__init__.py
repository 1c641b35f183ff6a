"""How do arrays lie in a file, and how is the best of many found fast?"""
