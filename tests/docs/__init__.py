"""Pages under docs/ that are made from the program itself."""
