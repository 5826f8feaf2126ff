"""What the package adds to the LMS's settings."""
