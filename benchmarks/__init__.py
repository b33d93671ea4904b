"""Benchmarks: this project against what a user would use instead, side by side in one run, as ratios of medians."""
