"""Vietnamese lines, drawn: how well their letters and amounts are read."""
