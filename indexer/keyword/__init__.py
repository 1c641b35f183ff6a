"""Which paragraphs hold these words, and how well do they score? Whoosh, and arrays read out of it."""
