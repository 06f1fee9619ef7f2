"""Files of other formats, written here byte by byte, so that each test sees what is in them."""
