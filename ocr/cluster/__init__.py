"""The cluster of pods as its operator sees it: which pods, which releases of the models, how much used."""
