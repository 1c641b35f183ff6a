"""What stands in the parts of a Word file, and what Word prints of it: numbers, results of fields, formulas."""
