"""What was printed, what is official, and the ledger of verdicts."""
