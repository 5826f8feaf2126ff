"""What Tutor does more once this plugin is enabled: one package in the image, three settings, one task of ``init``.

The milestones feature and the clones that ``tutor mounts add`` finds need nothing here: Tutor switches the one on, and
knows the other by the ``xblock`` in its name.
"""

from tutor import hooks

from tutorpd_personalize import __version__, aspects

hooks.Filters.CONFIG_DEFAULTS.add_items(
    [
        # What pip installs: a version, a git address, the address of a wheel.
        ("PD_PERSONALIZE_REQUIREMENT", f"pd-personalize-xblock=={__version__}"),
        # Whether components of held subsections answer no requests. It costs a look-up for each block that is loaded.
        ("PD_PERSONALIZE_FIELD_OVERRIDE", True),
        # Whether course staff look up a teacher without being asked; if not, they need the teacher's consent.
        ("PD_PERSONALIZE_STAFF_SEE_TEACHERS", True),
        # Whether any coach whom a teacher chose may sign off, or only course staff and leaders.
        ("PD_PERSONALIZE_COACHES_SIGN_OFF", False),
        # In the dashboard of Aspects: the fewest teachers that a number may tell of.
        ("PD_PERSONALIZE_LEAST", 10),
    ]
)

# From Tutor 21 on, images are built with the tool that PIP_COMMAND names; before, with pip. A mounted clone is
# installed by Tutor, and may have a version that no registry has yet.
IMAGE = """\
{% if "pd-personalize-xblock" not in iter_mounted_directories(MOUNTS, "openedx") %}
RUN --mount=type=cache,target=/openedx/.cache/pip,sharing=shared \\
    ${PIP_COMMAND:-pip} install '{{ PD_PERSONALIZE_REQUIREMENT }}'
{% endif %}"""

# In the platform's configuration file, not in its settings modules: there it is read before the package's own settings.
LMS = """\
PD_PERSONALIZE_FIELD_OVERRIDE: {{ PD_PERSONALIZE_FIELD_OVERRIDE }}
PD_PERSONALIZE_STAFF_SEE_TEACHERS: {{ PD_PERSONALIZE_STAFF_SEE_TEACHERS }}
PD_PERSONALIZE_COACHES_SIGN_OFF: {{ PD_PERSONALIZE_COACHES_SIGN_OFF }}"""

hooks.Filters.ENV_PATCHES.add_items(
    [
        ("openedx-dockerfile-post-python-requirements", IMAGE),
        ("lms-env", LMS),
        # Read by the plugin of Aspects, where that is enabled, and by nobody else.
        ("superset-extra-assets", aspects.patch()),
    ]
)

# For `tutor ... do init --limit=pd-personalize`, on a platform that runs already. Elsewhere Tutor's own tasks have done
# the first two lines. Like those, this one leaves a switch alone that somebody has set.
INIT = """\
./manage.py lms migrate pd_personalize
./manage.py lms waffle_switch --list | grep completion.enable_completion_tracking \\
    || ./manage.py lms waffle_switch --create completion.enable_completion_tracking on
./manage.py lms pd_personalize_check || echo "pd-personalize is installed; see above for what is left to do."
"""

hooks.Filters.CLI_DO_INIT_TASKS.add_item(("lms", INIT))
