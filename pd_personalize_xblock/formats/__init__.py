"""Every way in and out of a definition: JSON, OLX, CSV."""
