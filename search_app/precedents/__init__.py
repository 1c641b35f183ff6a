"""What supports a draft, what contrasts with it, and what is unclear?"""
