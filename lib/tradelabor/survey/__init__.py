"""Survey records, from persons to weighted cells."""
