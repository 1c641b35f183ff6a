"""How does a generation lie on disk, and when does it count?"""
