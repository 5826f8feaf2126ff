"""The demo's settings on a database of the test's own."""

import os

from demo.settings import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["BROWSER_TESTS_DATABASE"]  # noqa: F405

# So that a colleague can be the coach of a story.
PD_PERSONALIZE_COACHES_SIGN_OFF = True
