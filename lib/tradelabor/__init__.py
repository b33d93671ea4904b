"""Who bears international trade? Helpers for the notebooks of the compendium."""
