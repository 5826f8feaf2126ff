"""``python -m tests.browser.counting``: has the demo's teachers counted, where nobody has counted them yet."""

import django

if __name__ == "__main__":
    django.setup()

    from demo.course import courses
    from demo.crowd import groups
    from pd_personalize_xblock.records.models import Snapshot
    from tests.snapshots import take

    course = courses()[0]
    if not Snapshot.objects.exists():
        take(str(course.block_key), groups(str(course.key)))
