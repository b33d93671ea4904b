"""Rodrik's essay against the world's accounts: labour's share of income, and income per head."""
