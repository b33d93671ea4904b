"""Grossman and Rossi-Hansberg (2006), "The Rise of Offshoring: It's Not Wine for Cloth Anymore"."""
