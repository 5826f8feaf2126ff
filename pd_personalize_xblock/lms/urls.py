"""What the LMS's plugin loader asks for, below this app's own name."""

from __future__ import annotations

from ..web.urls import app_name, urlpatterns

__all__ = ["app_name", "urlpatterns"]
