/* In and out: files, examples, and the definition as text. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { preact, tags, h, gettext, ngettext, fill } = E;
  const { div, h3, p, ul, li, label, input, textarea, details, summary } = tags;

  const MOST_BYTES = 10_000_000;
  const KINDS = ".csv,.tsv,.txt,.json,.xml,.olx,text/csv,application/json,text/xml";

  /* A file is read by the server; what came of it is looked at before it takes the place of anything. */
  E.ImportFile = class ImportFile extends preact.Component {
    constructor(props) {
      super(props);
      this.state = { isBusy: false, problem: "", found: null, name: "" };
    }

    async read(file) {
      const { editor } = this.props;
      this.setState({ problem: "", found: null, name: file.name });
      if (file.size > MOST_BYTES) {
        const megabytes = E.number(file.size / 1_000_000, 1);
        const words = gettext("“{name}” has {size} MB; at most {most} MB can be read. Nothing has changed.");
        this.setState({ problem: fill(words, { name: file.name, size: megabytes, most: E.number(MOST_BYTES / 1_000_000) }) });
        return;
      }
      const form = new FormData();
      form.append("file", file, file.name);
      form.append("text", editor.text);
      this.setState({ isBusy: true });
      try {
        const found = await editor.ask("import", form);
        this.setState({ found });
        if (found.text && !editor.text.trim() && !found.problems.some((each) => !each.is_warning)) this.take(found);
      } catch (problem) {
        this.setState({ problem: editor.reasonOf(problem) });
      } finally {
        this.setState({ isBusy: false });
      }
    }

    take(found) {
      this.setState({ found: null });
      this.props.editor.replace(gettext("The file is in the editor. Nothing is saved yet; Undo takes it out again."), found.text);
    }

    render({ editor }, { isBusy, problem, found, name }) {
      const id = `${editor.key}-file`;
      return div(
        { class: "pd-entry" },
        label({ for: id }, gettext("A spreadsheet (CSV), a framework as standards bodies publish it (CASE), or what was exported here (JSON, OLX)")),
        input({
          id,
          type: "file",
          accept: KINDS,
          class: "pd-input",
          disabled: isBusy,
          "aria-describedby": `${id}-said`,
          onChange: ({ target }) => {
            if (target.files[0]) this.read(target.files[0]);
            target.value = "";
          },
        }),
        p({ class: "pd-muted" }, gettext("A CSV needs a row for each competency and level: competency, domain, level, statement.")),
        div(
          { role: "status", id: `${id}-said` },
          isBusy && p(null, fill(gettext("Reading “{name}”…"), { name })),
          problem && p({ class: "pd-warning" }, problem),
          found && h(Found, { found, name, take: () => this.take(found), leave: () => this.setState({ found: null }) }),
        ),
      );
    }
  };

  /* What a file holds and what it would change, before it does. */
  const Found = ({ found, name, take, leave }) => {
    const errors = found.problems.filter((problem) => !problem.is_warning);
    return div(
      { class: "pd-card" },
      h3({ class: "pd-card-title" }, fill(gettext("In “{name}”"), { name })),
      ...found.sentences.map((sentence) => p(null, sentence)),
      found.differences.length > 0 &&
        details(
          { open: found.differences.length <= 8 },
          summary(null, fill(ngettext("{n} difference to what is in the editor", "{n} differences to what is in the editor", found.differences.length), { n: E.number(found.differences.length) })),
          div(
            { class: "pd-scroll", tabindex: 0, role: "region", "aria-label": gettext("Differences") },
            ul({ class: "pd-reasons" }, ...found.differences.slice(0, 500).map((each) => li(null, each))),
          ),
        ),
      errors.length > 0 &&
        div(
          null,
          p({ class: "pd-at-error" }, fill(ngettext("{n} problem:", "{n} problems:", errors.length), { n: E.number(errors.length) })),
          div(
            { class: "pd-scroll", tabindex: 0, role: "region", "aria-label": gettext("Problems") },
            ul({ class: "pd-reasons" }, ...errors.slice(0, 100).map((problem) => li(null, problem.text))),
          ),
        ),
      div(
        { class: "pd-actions" },
        found.text && h(E.Button, { kind: "main", onClick: take }, gettext("Put it into the editor")),
        h(E.Button, { onClick: leave }, found.text ? gettext("Leave it") : gettext("Close")),
      ),
    );
  };

  const EXPORTS = [
    ["json", gettext("JSON"), gettext("Everything, for another course or for keeping under version control."), "application/json"],
    ["csv", gettext("CSV"), gettext("A spreadsheet of the competencies, levels, statements and sections."), "text/csv"],
    ["olx", gettext("OLX"), gettext("As it stands in a course export."), "application/xml"],
  ];

  const Exports = ({ editor }) =>
    ul(
      { class: "pd-cards" },
      ...EXPORTS.map(([to, word, hint, type]) =>
        li(
          { class: "pd-card", key: to },
          p(null, hint),
          div(null, h(E.Button, { onClick: () => exportAs(editor, to, type) }, fill(gettext("Download as {format}"), { format: word }))),
        ),
      ),
    );

  const exportAs = async (editor, to, type) => {
    try {
      const { filename, text } = await editor.ask("export", { text: editor.text, to });
      E.download(filename, text, type);
      editor.say(fill(gettext("Downloaded {filename}."), { filename }));
    } catch (problem) {
      editor.say(editor.reasonOf(problem));
    }
  };

  /* The text itself: for what the panels cannot show, and for those who like it so. */
  class Text extends preact.Component {
    componentDidMount() {
      this.componentDidUpdate();
    }

    /* Put the cursor into the line that a problem names. */
    componentDidUpdate() {
      const { editor } = this.props;
      const { line } = editor.ui;
      if (!line) return;
      editor.ui = { ...editor.ui, line: null };
      const lines = editor.text.split("\n");
      const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
      this.area.focus();
      this.area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
      this.area.scrollTop = (this.area.scrollHeight / lines.length) * Math.max(0, line - 4);
    }

    render({ editor }) {
      const id = `${editor.key}-text`;
      return div(
        { class: "pd-entry" },
        !editor.doc && p({ class: "pd-warning" }, gettext("This text is not a definition that the other parts of the editor can show. Mend it here, or begin anew with an import.")),
        label({ for: id }, gettext("Definition (JSON)")),
        textarea({
          id,
          ref: (area) => (this.area = area),
          class: "pd-input pd-text",
          rows: 22,
          spellcheck: false,
          dir: "ltr",
          value: editor.text,
          onInput: ({ target }) => editor.setText(target.value),
          onBlur: () => (editor.typingAt = null),
        }),
        h(E.ProblemList, { editor }),
      );
    }
  }

  E.panels.text = ({ editor }) => h(Text, { editor });

  E.panels.transfer = ({ editor }) =>
    div(
      { class: "pd-start" },
      h3({ class: "pd-subtitle" }, gettext("Import a file")),
      h(E.ImportFile, { editor }),
      h3({ class: "pd-subtitle" }, gettext("Export what is in the editor")),
      h(Exports, { editor }),
      h3({ class: "pd-subtitle" }, gettext("Begin anew with an example")),
      h(E.Examples, { editor }),
      h3({ class: "pd-subtitle" }, gettext("The definition as text")),
      p({ class: "pd-muted" }, gettext("For those who know the format; docs/authors.md describes it.")),
      div(null, h(E.Button, { onClick: () => editor.show({ panel: "text" }) }, gettext("Edit as text"))),
    );
})();
