"""Packaging. Static files and templates lie at the top and are packaged through the symlinks in the package."""

import re
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).resolve().parent


def read(name: str) -> str:
    """Return a file beside this one, or nothing where an archive lacks it."""
    path = HERE / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def version() -> str:
    """Read the version without importing the package, whose dependencies may not be there yet."""
    return re.search(r'^__version__ = "(.+)"$', read("pd_personalize_xblock/__init__.py"), re.MULTILINE)[1]


RECORDS = "pd_personalize = pd_personalize_xblock.records.apps:RecordsConfig"
LMS = "pd_personalize_lms = pd_personalize_xblock.lms.apps:LmsConfig"
CMS = "pd_personalize_cms = pd_personalize_xblock.cms.apps:CmsConfig"

setup(
    name="pd-personalize-xblock",
    version=version(),
    description="A self-assessment diagnostic and adaptive pathway for teachers, as an Open edX XBlock",
    long_description=read("README.md"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11",
    packages=find_packages(include=["pd_personalize_xblock", "pd_personalize_xblock.*"]),
    include_package_data=False,
    package_data={
        "pd_personalize_xblock": [
            "static/pd_personalize/**/*",
            "templates/pd_personalize/**/*",
            "examples/*.json",
            "examples/*.xml",
            "formats/*.json",
            "conf/locale/*/LC_MESSAGES/*.mo",
            "conf/locale/*/LC_MESSAGES/*.po",
        ],
    },
    install_requires=[
        "XBlock[django]>=5.2",
        "Django>=4.2",
        "celery",
        "djangorestframework",
        "edx-api-doc-tools",
        "lxml>=5.3",
        "cryptography",
        "django-crum",
        "edx-completion",
        "edx-django-utils",
        "edx-drf-extensions",
        "edx-milestones",
        "edx-opaque-keys",
        "jsonschema",
        "nh3",
        "numpy",
        "openedx-filters",
        "PyJWT[crypto]",
    ],
    extras_require={"calibration": ["scipy"]},
    entry_points={
        "xblock.v1": ["pd_personalize = pd_personalize_xblock.block:PdPersonalizeXBlock"],
        "lms.djangoapp": [RECORDS, LMS],
        "cms.djangoapp": [RECORDS, CMS],
        "console_scripts": ["pd-personalize = pd_personalize_xblock.cli:main"],
    },
    classifiers=[
        "Framework :: Django",
        "Intended Audience :: Education",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
    ],
)
