"""A day on which 20,000 promoters are paid: asked for, approved, sent, answered, reconciled."""
