"""What ``tutor local do init`` does, with a ``manage.py`` that writes down how it is called."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from .conftest import Project

pytestmark = pytest.mark.packaging

MIGRATE = "lms migrate pd_personalize"
LIST = "lms waffle_switch --list"
SWITCH_ON = "lms waffle_switch --create completion.enable_completion_tracking on"
CHECK = "lms pd_personalize_check"
MANAGE = """\
#!/bin/sh
echo "$*" >> calls
case "$*" in
    "{failing}") echo "{failing} failed"; exit 1 ;;
    *--list) printf 'Switches:\\n{switches}\\n' ;;
esac
"""


def tasks(project: Project, *limit: str) -> list[tuple[str, list[str]]]:
    """Return the service and the command of every task, in order."""
    calls = project.docker_calls("local", "do", "init", *limit)
    jobs = [(call, call.index("sh")) for call in calls if "run" in call]
    return [(call[shell - 1], call[shell:]) for call, shell in jobs]


def manage(
    project: Project, folder: Path, *, switches: str = "some.other_switch: on", failing: str = "nothing"
) -> tuple[list[str], subprocess.CompletedProcess[str]]:
    """Run the plugin's task as the job's container would; return the calls of ``manage.py`` and what came of it."""
    ((_, command),) = tasks(project, "--limit=pd-personalize")
    (folder / "manage.py").write_text(MANAGE.format(switches=switches, failing=failing), encoding="utf-8")
    (folder / "manage.py").chmod(0o755)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return (folder / "calls").read_text(encoding="utf-8").splitlines(), done


def test_plugin_has_one_task_and_it_runs_in_the_lms(project: Project) -> None:
    assert [service for service, _ in tasks(project, "--limit=pd-personalize")] == ["lms-job"]


def test_task_comes_after_those_of_the_platform(project: Project) -> None:
    scripts = [command[-1] for service, command in tasks(project) if service in ("lms-job", "cms-job")]

    assert MIGRATE in scripts[-1]
    assert any("./manage.py lms migrate\n" in script for script in scripts[:-1])
    assert any("./manage.py cms migrate\n" in script for script in scripts[:-1])


def test_task_migrates_switches_completion_on_and_checks(project: Project, tmp_path: Path) -> None:
    calls, done = manage(project, tmp_path)

    assert calls == [MIGRATE, LIST, SWITCH_ON, CHECK]
    assert done.returncode == 0


@pytest.mark.parametrize("state", ["on", "off"])
def test_switch_that_somebody_has_set_stays_as_it_is(project: Project, tmp_path: Path, state: str) -> None:
    calls, _ = manage(project, tmp_path, switches=f"completion.enable_completion_tracking: {state}")

    assert calls == [MIGRATE, LIST, CHECK]


def test_failing_check_is_shown_and_does_not_stop_init(project: Project, tmp_path: Path) -> None:
    _, done = manage(project, tmp_path, failing=CHECK)

    assert done.returncode == 0
    assert f"{CHECK} failed" in done.stdout
    assert "what is left to do" in done.stdout


def test_failing_migration_stops_init(project: Project, tmp_path: Path) -> None:
    calls, done = manage(project, tmp_path, failing=MIGRATE)

    assert calls == [MIGRATE]
    assert done.returncode != 0
