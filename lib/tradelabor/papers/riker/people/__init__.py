"""Riker (2023), sections 4 and 5, with people in it: a page's workers, its charts, the evidence on Tables 2 to 12."""
