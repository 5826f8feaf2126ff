"""What Studio calls."""
