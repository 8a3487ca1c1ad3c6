"""A second reading of Vietnamese receipts, for the letters that the first recogniser cannot write."""
