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

  /* The server names competencies, sections and questions by their ids, and levels by their numbers; authors know their words. */
  E.messageInWords = (editor, message) => {
    const { doc } = editor;
    if (!doc) return message;
    const named = (entries, key, id) => {
      const entry = list(entries).find((each) => each.id === id);
      return entry?.[key] ? `“${short(String(entry[key]))}”` : null;
    };
    const level = (number) => (list(doc.levels)[number]?.name ? `“${doc.levels[number].name}”` : null);
    const lists = { competency: ["competencies", "name"], section: ["sections", "title"], item: ["items", "prompt"], domain: ["domains", "name"] };
    return message
      .replace(/\b(competency|section|item|domain) ([A-Za-z0-9][\w.-]*[\w])/g, (whole, word, id) => {
        const [part, key] = lists[word];
        const name = named(doc[part], key, id);
        return name ? `${word} ${name}` : whole;
      })
      .replace(/([A-Za-z0-9][\w.-]*) at level (\d+)/g, (whole, id, number) => {
        const name = named(doc.competencies, "name", id);
        return name ? `${name} at level ${level(number) ?? number}` : whole;
      });
  };

  /* Where the place stands before it, the message need not begin with it. */
  const withoutPlace = (message) => message.replace(/^(?:competency|section|item|domain) “.*?”: /, "");

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
      span(null, withoutPlace(E.messageInWords(editor, problem.message))),
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
