"""Daun and Riker (2021), USITC 2021-11-B: displaced workers, and long unemployment after a tariff is removed."""
