"""The five documents, a room each, and one worker seen by all five."""
