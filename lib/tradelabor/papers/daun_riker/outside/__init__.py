"""Daun and Riker (2021) from outside: what other surveys say of the displaced, and of the industry's workers."""
