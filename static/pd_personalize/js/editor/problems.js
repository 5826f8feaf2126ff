/* Everything that is wrong, each with the way to where it is mended. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, fill, list } = E;
  const { div, h3, p, ul, li, button, span } = tags;

  const MOST_LETTERS = 60;
  const short = (text) => (text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text);

  const NAMES = {
    levels: [gettext("Level"), "name"],
    domains: [gettext("Domain"), "name"],
    competencies: [gettext("Competency"), "name"],
    items: [gettext("Question"), "prompt"],
    sections: [gettext("Section"), "title"],
  };

  /* A place in the author's words: "Question: In class discussions last week…". */
  E.placeName = (editor, path, where) => {
    const [part, index] = path;
    if (part === "rules") return gettext("Rules");
    const [word, key] = NAMES[part] ?? [];
    const entry = word && editor.get([part, index]);
    if (!entry) return where;
    return `${word}: ${short(String(entry[key] || entry.id || gettext("without a name")))}`;
  };

  E.Problem = ({ editor, problem }) =>
    li(
      { class: problem.is_warning ? "pd-is-warning" : "pd-is-error" },
      problem.line && !editor.doc
        ? button(
            { type: "button", class: "pd-line", onClick: () => editor.show({ panel: "text", line: problem.line }) },
            fill(gettext("line {line}"), { line: problem.line }),
          )
        : button(
            { type: "button", class: "pd-line", onClick: () => editor.goTo(problem.path) },
            E.placeName(editor, problem.path, problem.where),
          ),
      " ",
      span(null, problem.message),
    );

  const Group = ({ editor, title, hint, problems }) =>
    problems.length > 0 &&
    div(
      null,
      h3({ class: "pd-subtitle" }, title),
      p({ class: "pd-muted" }, hint),
      ul({ class: "pd-problems" }, ...problems.map((problem, i) => h(E.Problem, { editor, problem, key: i }))),
    );

  /* A draft without questions or sections is sound, but there is nothing in it that a teacher would see. */
  const NoProblems = ({ editor }) => {
    if (editor.isChecking || editor.checkedText === null) return p({ class: "pd-good-note" }, gettext("Checking…"));
    if (!editor.doc?.items?.length || !editor.doc?.sections?.length)
      return p({ class: "pd-warning" }, gettext("No problems so far, but it is not ready for teachers: add questions, and sections in the pathway."));
    return p({ class: "pd-good-note" }, gettext("No problems. What you save comes into force when the unit is published."));
  };

  E.ProblemList = ({ editor }) => {
    const errors = editor.errors;
    const warnings = editor.problems.filter((problem) => problem.is_warning);
    if (!editor.problems.length) return h(NoProblems, { editor });
    return div(
      null,
      h(Group, {
        editor,
        title: gettext("To mend"),
        hint: gettext("You can save this as a draft. Until these are mended, teachers stay on the last sound version."),
        problems: errors,
      }),
      h(Group, { editor, title: gettext("To look at"), hint: gettext("These do not keep it from coming into force."), problems: warnings }),
    );
  };

  E.panels.problems = ({ editor }) => h(E.ProblemList, { editor });
})();
