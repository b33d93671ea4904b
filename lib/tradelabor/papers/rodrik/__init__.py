"""Rodrik's essay: the political cost-benefit ratio of freer trade."""
