"""How is a paragraph shown: text, marks, citation, address, page image?"""
