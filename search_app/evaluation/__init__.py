"""How good is it, on judged queries and on labelled sentences and pairs?"""
