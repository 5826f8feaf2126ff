/* Try it: two hundred synthetic teachers, and the author as a teacher. Nothing is stored. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, ngettext, fill } = E;
  const { div, h3, p, ul, label, input, select, option, span, progress } = tags;

  const SIZES = [20, 200, 500];
  const MOST_PROBLEMS = 8;

  /* What was tried out in an editor, kept while the author goes about in it. */
  const states = new WeakMap();
  E.trialOf = (editor) => {
    if (!states.has(editor)) states.set(editor, { teachers: 200, isWorse: false, run: null, stage: null });
    return states.get(editor);
  };

  /* Ask for one part after another until all teachers are through, or the author stops it. */
  const goOn = async (editor, run) => {
    const { text, doc, teachers, isWorse } = run;
    Object.assign(run, { isRunning: true, trouble: "" });
    editor.redraw();
    try {
      while (run.isRunning && !run.found) {
        const payload = { text, teachers, is_worse: isWorse, so_far: run.soFar };
        const reply = await editor.ask("simulate", payload);
        Object.assign(run, { done: reply.teachers, soFar: reply.so_far, found: reply.found });
        editor.redraw();
      }
      if (run.found) editor.say(fill(ngettext("{n} teacher is through. What became of them is below.", "{n} teachers are through. What became of them is below.", teachers), { n: E.number(teachers) }));
    } catch (problem) {
      run.trouble = editor.reasonOf(problem);
      editor.say(run.trouble);
    } finally {
      run.isRunning = false;
      editor.redraw();
    }
  };

  const begin = (editor, trial) => {
    if (trial.run) trial.run.isRunning = false;
    trial.run = { text: editor.text, doc: editor.doc, teachers: trial.teachers, isWorse: trial.isWorse, done: 0, soFar: "" };
    goOn(editor, trial.run);
  };

  /* What has to be mended before anybody can try anything, with the way there. */
  const Mend = ({ editor }) => {
    const { errors } = editor;
    if (!errors.length) return null;
    return div(
      { class: "pd-warning" },
      p(null, gettext("These problems have to be mended before this can be tried out:")),
      ul({ class: "pd-problems" }, ...errors.slice(0, MOST_PROBLEMS).map((problem, i) => h(E.Problem, { editor, problem, key: i }))),
      errors.length > MOST_PROBLEMS && h(E.Button, { kind: "link", onClick: () => editor.show({ panel: "problems" }) }, gettext("See them all")),
    );
  };

  const Progress = ({ editor, run }) => {
    const words = fill(gettext("{done} of {all} teachers"), { done: E.number(run.done), all: E.number(run.teachers) });
    return div(
      { class: "pd-run" },
      progress({ class: "pd-progress", max: run.teachers, value: run.done, "aria-label": gettext("Teachers who are through") }),
      span(null, words),
      run.isRunning
        ? h(E.Button, { onClick: () => ((run.isRunning = false), editor.say(gettext("Stopped."))) }, gettext("Stop"))
        : h(E.Button, { onClick: () => goOn(editor, run) }, gettext("Go on")),
    );
  };

  /* Has the draft been changed since? */
  E.Stale = ({ editor, text, again, words }) =>
    text !== editor.text &&
    div(
      { class: "pd-warning" },
      p(null, gettext("You have changed the draft since. This is about the draft as it was before.")),
      h(E.Button, { onClick: again }, words),
    );

  const Teachers = ({ editor, trial }) => {
    const { run } = trial;
    const id = `${editor.key}-teachers`;
    const put = (what) => (Object.assign(trial, what), editor.redraw());
    return div(
      { class: "pd-card" },
      h3({ class: "pd-card-title" }, gettext("Send teachers through it")),
      p({ class: "pd-muted" }, gettext("Made-up teachers of every level answer your questions as real ones might. You see where they would start, how long it takes, and what nobody ever gets to. The same draft always gives the same figures.")),
      div(
        { class: "pd-tools" },
        div(
          { class: "pd-entry pd-narrow" },
          label({ for: id }, gettext("How many teachers")),
          select(
            { id, value: String(trial.teachers), onChange: ({ target }) => put({ teachers: Number(target.value) }) },
            ...SIZES.map((size) => option({ value: String(size), selected: size === trial.teachers }, E.number(size))),
          ),
        ),
        h(E.Button, { kind: "main", disabled: run?.isRunning, onClick: () => begin(editor, trial) }, run ? gettext("Send them again") : gettext("Send them through")),
      ),
      label(
        { class: "pd-flag" },
        input({ type: "checkbox", checked: trial.isWorse, onChange: ({ target }) => put({ isWorse: target.checked }) }),
        span(null, gettext("Suppose that the questions are worse than you think: they tell teachers apart less well, and some are easier or harder than they look.")),
      ),
      run && !run.found && h(Progress, { editor, run }),
      run?.trouble && p({ class: "pd-warning" }, run.trouble),
      run?.found && h(E.Stale, { editor, text: run.text, again: () => begin(editor, trial), words: gettext("Send them through the new draft") }),
      run?.found && h(E.Picture, { editor, run }),
    );
  };

  E.panels.trying = ({ editor }) => {
    const trial = E.trialOf(editor);
    return div({ class: "pd-trying" }, h(Mend, { editor }), h(Teachers, { editor, trial }), h(E.Rehearsal, { editor, trial }));
  };
})();
