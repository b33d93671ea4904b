"""Parameters, runs, sweeps, the build and the book."""
