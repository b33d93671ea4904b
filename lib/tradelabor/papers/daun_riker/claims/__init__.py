"""Evidence for what Daun and Riker (2021) print: one module a chapter or kind of table."""
