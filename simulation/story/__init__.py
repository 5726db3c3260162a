"""A program's story: what the Present page shows is what slides, brief and PDF hold."""
