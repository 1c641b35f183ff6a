"""What is the vector of a text, what does a clause state, and which texts are nearest?"""
