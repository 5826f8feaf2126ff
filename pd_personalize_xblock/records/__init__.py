"""The truth about every teacher, in tables of its own."""
