"""Kill, cut, fill, delay: the promises hold whatever happens and whenever."""
