"""What the LMS calls."""
