"""The Tutor plugin of pd-personalize-xblock. Its version is that of the package it installs."""

__version__ = "0.1.0"
