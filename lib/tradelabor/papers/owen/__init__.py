"""Owen's policy brief: occupations, offshorability and support for protection."""
