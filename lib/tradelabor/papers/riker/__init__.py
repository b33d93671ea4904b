"""Riker (2023), USITC 2023-05-A: exposure to trade by demographic group and partner country."""
