"""What every page shares: how things look, and the helpers around a run."""
