"""Just enough of Django to compile the catalogues for scripts."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "pd_personalize_xblock"

INSTALLED_APPS = ["statici18n"]
LANGUAGE_CODE = "en"
LANGUAGES = [("es", "Spanish"), ("ar", "Arabic")]
LOCALE_PATHS = [PACKAGE / "conf" / "locale"]
STATIC_URL = "/static/"
STATICI18N_DOMAIN = "djangojs"
STATICI18N_NAMESPACE = "PdPersonalizeI18n"
STATICI18N_PACKAGES = ()
STATICI18N_ROOT = str(ROOT / "static" / "pd_personalize" / "js")
STATICI18N_OUTPUT_DIR = "translations"
STATICI18N_FILENAME_FUNCTION = "scripts.i18n_settings.filename"
USE_I18N = True


def filename(locale: str, domain: str, output_format: str = "js") -> str:
    """Name a catalogue by its locale alone, as the block looks for it."""
    return f"{locale}.{output_format}"
