/* The framework: what it is called, its levels, its competencies, and what they wait for. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, fill, list, edits } = E;
  const { div, section, h3, p, ol, li, label, input, span } = tags;

  const MOST_LEVELS = 8;
  const LEAST_LEVELS = 2;

  E.nameOf = (entry) => entry?.name || gettext("Without a name");

  /* A sentence with controls where {names} stand, so that each language keeps its own order. */
  E.sentence = (sentence, parts) => sentence.split(/(\{\w+\})/).map((text) => (/^\{\w+\}$/.test(text) ? (parts[text.slice(1, -1)] ?? text) : text && span(null, text)));

  /* A name, and a button that makes an entry of it; then the next name can be typed. */
  E.NewEntry = class NewEntry extends E.preact.Component {
    add() {
      const name = (this.state.name ?? "").trim();
      if (!name) return this.box.focus();
      this.setState({ name: "" });
      this.props.onAdd(name);
      return this.box.focus();
    }

    render({ id, place, label: words, button: add }, { name = "" }) {
      return div(
        { class: "pd-new" },
        label({ for: id, class: "pd-hidden" }, words),
        input({
          id,
          class: "pd-input",
          dir: "auto",
          autocomplete: "off",
          placeholder: words,
          "data-place": place,
          value: name,
          ref: (box) => (this.box = box),
          onInput: ({ target }) => this.setState({ name: target.value }),
          onKeyDown: (event) => event.key === "Enter" && (event.preventDefault(), this.add()),
        }),
        h(E.Button, { onClick: () => this.add() }, add),
      );
    }
  };

  const About = ({ editor }) => {
    const id = `${editor.key}-display-name`;
    return div(
      { class: "pd-grid" },
      div(
        { class: "pd-entry" },
        label({ for: id }, gettext("Name shown in the course")),
        input({
          id,
          class: "pd-input",
          dir: "auto",
          maxlength: 255,
          autocomplete: "off",
          "data-place": "display_name",
          value: editor.present.name,
          onInput: ({ target }) => editor.setName(target.value),
          onBlur: () => (editor.typingAt = null),
        }),
      ),
      h(E.Text, { editor, path: ["title"], label: gettext("Title of the framework") }),
      h(E.Area, { editor, path: ["description"], label: gettext("What it is about"), optional: true }),
      h(E.Area, { editor, path: ["source"], label: gettext("Where it comes from"), hint: gettext("The author, and the licence if it is not yours."), optional: true }),
    );
  };

  /* What a level that goes leaves behind, in words. */
  const removedWords = (editor, at) => {
    const { items, statements, sections, needs } = edits.atLevel(editor.doc, at);
    const name = E.levelName(editor.doc, at);
    if (!(items + statements + sections + needs)) return fill(gettext("Removed “{name}”. Undo brings it back."), { name });
    const heir = E.levelName(editor.doc, at > 1 ? at - 1 : at + 1);
    return fill(
      gettext("Removed “{name}”. Now at “{heir}”: questions {items}, sections {sections}, prerequisites {needs}. Rubric statements left out: {statements}. Undo brings it all back."),
      { name, heir, items, sections, needs, statements },
    );
  };

  const Level = ({ editor, at, count }) => {
    const path = ["levels", at];
    const name = E.levelName(editor.doc, at);
    const onMove = (from, to) => (doc) => edits.moveLevel(doc, from, to);
    const { onDragOver, onDrop, ...grip } = E.dragProps({ editor, path: ["levels"], index: at, name, onMove });
    return li(
      { class: "pd-level", onDragOver, onDrop, "data-row": `level-${at}` },
      h(E.Grip, { ...grip, name }),
      div(
        { class: "pd-level-words" },
        h(E.Text, { editor, path: [...path, "name"], label: fill(gettext("Name of level {n}"), { n: at }) }),
        h(E.Area, { editor, path: [...path, "description"], label: gettext("What it looks like in class"), rows: 1, optional: true }),
        at === 0 && p({ class: "pd-muted" }, gettext("Everybody may start here, so it needs no sections.")),
        h(E.Problems, { editor, path }),
      ),
      span(
        { class: "pd-list-buttons" },
        h(E.ListButtons, { editor, path: ["levels"], index: at, name, canRemove: false, onMove }),
        h(E.IconButton, {
          icon: "remove",
          name: fill(gettext("Remove “{name}”"), { name }),
          disabled: count <= LEAST_LEVELS,
          onClick: () => {
            editor.change(removedWords(editor, at), (doc) => edits.removeLevel(doc, at));
            editor.show({ focus: ["levels", Math.max(0, at - 1), "name"] });
          },
        }),
      ),
    );
  };

  /* What an entry is dragged by. Only the grip can be dragged, so that words can still be marked by pointer. */
  E.Grip = ({ name, onDragStart, ...props }) =>
    span(
      {
        class: "pd-grip",
        title: fill(gettext("Drag “{name}”"), { name }),
        ...props,
        onDragStart: (event) => {
          const row = event.currentTarget.closest("[data-row]");
          if (row) event.dataTransfer.setDragImage(row, 10, 10);
          onDragStart(event);
        },
      },
      h("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "pd-icon" }, h("path", { d: "M7 5h.01M13 5h.01M7 10h.01M13 10h.01M7 15h.01M13 15h.01" })),
    );

  const Levels = ({ editor }) => {
    const levels = list(editor.doc.levels);
    return section(
      { "aria-label": gettext("Levels") },
      h3({ class: "pd-subtitle" }, gettext("Levels")),
      p({ class: "pd-muted" }, gettext("The steps of every competency, lowest first: 2 to 8. Most frameworks have 3 to 5.")),
      h(E.Problems, { editor, path: ["levels"] }),
      ol({ class: "pd-level-list" }, ...levels.map((_, at) => h(Level, { editor, at, count: levels.length, key: at }))),
      h(
        E.Button,
        {
          "data-place": "levels",
          disabled: levels.length >= MOST_LEVELS,
          onClick: () => {
            editor.change(gettext("Added a level. Give it a name."), edits.addLevel);
            editor.show({ focus: ["levels", levels.length, "name"] });
          },
        },
        gettext("Add a level"),
      ),
    );
  };

  E.panels.framework = ({ editor }) =>
    div(
      { class: "pd-framework" },
      h(E.Problems, { editor, path: [] }),
      h(About, { editor }),
      h(Levels, { editor }),
      h(E.Competencies, { editor }),
      h(E.Graph, { editor }),
      h(E.FrameworkAdvanced, { editor }),
    );
})();
