"""One module per family of scoring rules."""
