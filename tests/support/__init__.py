"""What several tests share: builders, a naive host, a naive model, strategies."""
