"""In an Open edX environment: skipped where ``lms`` cannot be imported."""
