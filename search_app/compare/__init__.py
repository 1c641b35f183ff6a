"""How often was what said, where and when?"""
