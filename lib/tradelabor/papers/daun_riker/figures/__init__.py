"""Charts of the chapters on Daun and Riker (2021)."""
