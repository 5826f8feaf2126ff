"""The model: plain Python that knows nothing of Django, XBlock, lxml, JSON or the LMS."""
