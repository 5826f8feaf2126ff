/* The controls that every panel is made of. Each is bound to a place in the document and shows that place's problems. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, fill } = E;
  const { div, label, input, textarea, select, option, p, span, button } = tags;

  const placeOf = (path) => path.join(".");
  const idOf = (editor, path) => `${editor.key}-${placeOf(path)}`.replace(/[^\w-]/g, "-");

  /* The problems of one place, in words; `below` takes in whatever is below it. */
  E.Problems = ({ editor, path, below = false, id }) => {
    const found = editor.problemsAt(path, !below);
    if (!found.length) return null;
    return div(
      { class: "pd-at", id },
      ...found.map((problem) => p({ class: problem.is_warning ? "pd-at-warning" : "pd-at-error" }, problem.message)),
    );
  };

  /* A label, its control, a hint, and the problems of the place. `control(props)` returns the control. */
  const field = ({ editor, path, label: words, hint, isNarrow }, control) => {
    const id = idOf(editor, path);
    const found = editor.problemsAt(path, true);
    const notes = [hint && `${id}-hint`, found.length && `${id}-at`].filter(Boolean).join(" ");
    const props = {
      id,
      "data-place": placeOf(path),
      "aria-describedby": notes || undefined,
      "aria-invalid": found.some((problem) => !problem.is_warning) ? "true" : undefined,
      onBlur: () => (editor.typingAt = null),
    };
    return div(
      { class: isNarrow ? "pd-entry pd-narrow" : "pd-entry" },
      label({ for: id }, words),
      control(props),
      hint && p({ class: "pd-muted", id: `${id}-hint` }, hint),
      h(E.Problems, { editor, path, id: `${id}-at` }),
    );
  };

  /* One line of text. Emptied, an `optional` one leaves the document. */
  E.Text = (props) =>
    field(props, (common) =>
      input({
        ...common,
        class: "pd-input",
        type: props.type ?? "text",
        value: props.editor.get(props.path) ?? "",
        placeholder: props.placeholder,
        dir: props.type === "url" ? "ltr" : "auto",
        autocomplete: "off",
        onInput: ({ target }) => props.editor.set(props.path, target.value || (props.optional ? undefined : "")),
      }),
    );

  E.Area = (props) =>
    field(props, (common) =>
      textarea({
        ...common,
        class: "pd-input",
        rows: props.rows ?? 2,
        dir: "auto",
        value: props.editor.get(props.path) ?? "",
        placeholder: props.placeholder,
        onInput: ({ target }) => props.editor.set(props.path, target.value || (props.optional ? undefined : "")),
      }),
    );

  /* What is being typed into a number, letter for letter: "0.0" on its way to "0.05" is not to become "0". */
  let typed = { id: "", text: "" };

  /* A number; `per` 100 shows shares as percentages. Emptied, the default (shown as placeholder) takes its place. */
  E.Number = (props) => {
    const { editor, path, per = 1, whole = false } = props;
    const value = editor.get(path);
    const round = (number) => Number(number.toFixed(6));
    const shown = typeof value === "number" ? round(value * per) : (value ?? "");
    return field({ isNarrow: true, ...props }, (common) =>
      input({
        ...common,
        class: "pd-input",
        type: "number",
        inputmode: whole ? "numeric" : "decimal",
        min: props.min,
        max: props.max,
        step: props.step ?? (whole ? 1 : "any"),
        placeholder: props.placeholder === undefined ? undefined : String(props.placeholder),
        value: typed.id === common.id && typed.text !== "" && Number(typed.text) === shown ? typed.text : String(shown),
        onBlur: () => {
          typed = { id: "", text: "" };
          common.onBlur();
        },
        onInput: ({ target }) => {
          if (target.value === "" && target.validity.badInput) return;
          typed = { id: common.id, text: target.value };
          editor.set(path, target.value === "" ? undefined : round(Number(target.value) / per));
        },
      }),
    );
  };

  /* One of several. `options` are [value, words]; a value of undefined leaves the document to its default. */
  E.Select = (props) =>
    field(props, (common) => {
      const { editor, path, options } = props;
      const value = editor.get(path);
      const chosen = options.findIndex(([each]) => each === value);
      return select(
        {
          ...common,
          value: String(chosen),
          onChange: ({ target }) => {
            const next = options[Number(target.value)]?.[0];
            if (props.onPick) props.onPick(next);
            else editor.set(path, next);
          },
        },
        chosen < 0 && option({ value: "-1" }, value === undefined ? gettext("Choose…") : String(value)),
        ...options.map(([, words], i) => option({ value: String(i), selected: i === chosen }, words)),
      );
    });

  /* Yes or no. `off` and `on` are the values; undefined leaves the document to its default. */
  E.Flag = ({ editor, path, label: words, hint, on = true, off = undefined, byDefault = false }) => {
    const id = idOf(editor, path);
    const value = editor.get(path);
    return div(
      { class: "pd-entry" },
      label(
        { class: "pd-flag", for: id },
        input({
          id,
          type: "checkbox",
          "data-place": placeOf(path),
          "aria-describedby": hint && `${id}-hint`,
          checked: value === undefined ? byDefault : value === on,
          onChange: ({ target }) => editor.set(path, target.checked ? on : off),
        }),
        span(null, words),
      ),
      hint && p({ class: "pd-muted", id: `${id}-hint` }, hint),
      h(E.Problems, { editor, path }),
    );
  };

  E.Button = ({ children, kind = "quiet", ...props }) =>
    button({ type: "button", class: kind === "main" ? "pd-button" : `pd-button pd-${kind}-button`, ...props }, children);

  /* A small button with a picture and a name: "Move “Goals” up". */
  E.IconButton = ({ icon, name, ...props }) =>
    button(
      { type: "button", class: "pd-icon-button", "aria-label": name, title: name, ...props },
      h("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: `pd-icon pd-icon-${icon}` }, h("path", { d: ICONS[icon] })),
    );

  const ICONS = {
    up: "M10 15V5M5.5 9.5 10 5l4.5 4.5",
    down: "M10 5v10m-4.5-4.5L10 15l4.5-4.5",
    remove: "M5 5l10 10M15 5 5 15",
    add: "M10 4v12M4 10h12",
    copy: "M7 7V4h9v9h-3M4 7h9v9H4z",
    grip: "M7 5h.01M13 5h.01M7 10h.01M13 10h.01M7 15h.01M13 15h.01",
    undo: "M7 5 3.5 8.5 7 12M4 8.5h8a4 4 0 0 1 0 8H8",
    whole: "M4 8V4h4M16 8V4h-4M4 12v4h4M16 12v4h-4",
    small: "M8 4v4H4M12 4v4h4M8 16v-4H4M12 16v-4h4",
    redo: "m13 5 3.5 3.5L13 12m3-3.5H8a4 4 0 0 0 0 8h4",
  };

  /* Up, down and out of a list. `name` is the entry's, `recipes` may replace what moving and removing do. */
  E.ListButtons = ({ editor, path, index, name, canRemove = true, onMove, onRemove }) => {
    const entries = E.list(editor.get(path));
    const shown = name || gettext("Without a name");
    const move = onMove ?? ((from, to) => (doc) => E.put(doc, path, E.move(E.list(E.at(doc, path)), from, to)));
    const remove = onRemove ?? ((at) => (doc) => E.put(doc, [...path, at], undefined));
    const go = (to) => {
      editor.change(fill(gettext("Moved “{name}”."), { name: shown }), move(index, to));
      editor.show({ focus: [...path, to, to < index ? "up" : "down"] });
    };
    return span(
      { class: "pd-list-buttons" },
      h(E.IconButton, { icon: "up", name: fill(gettext("Move “{name}” up"), { name: shown }), "data-place": placeOf([...path, index, "up"]), disabled: index === 0, onClick: () => go(index - 1) }),
      h(E.IconButton, { icon: "down", name: fill(gettext("Move “{name}” down"), { name: shown }), "data-place": placeOf([...path, index, "down"]), disabled: index >= entries.length - 1, onClick: () => go(index + 1) }),
      canRemove &&
        h(E.IconButton, {
          icon: "remove",
          name: fill(gettext("Remove “{name}”"), { name: shown }),
          onClick: () => {
            editor.change(fill(gettext("Removed “{name}”. Undo brings it back."), { name: shown }), remove(index));
            editor.show({ focus: [...path, Math.max(0, Math.min(index, entries.length - 2))] });
          },
        }),
    );
  };

  /* What makes a row of a list draggable by pointer; the buttons above do the same by keyboard. */
  let dragged = null;
  E.dragProps = ({ editor, path, index, name, onMove }) => {
    const move = onMove ?? ((from, to) => (doc) => E.put(doc, path, E.move(E.list(E.at(doc, path)), from, to)));
    const place = placeOf(path);
    return {
      draggable: true,
      onDragStart: (event) => {
        if (event.target.closest?.("input, textarea, select")) return event.preventDefault();
        dragged = { place, index, name: name ?? "" };
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", name ?? "");
        event.stopPropagation();
        return undefined;
      },
      onDragOver: (event) => {
        if (dragged?.place === place) event.preventDefault();
      },
      onDrop: (event) => {
        if (dragged?.place !== place) return;
        event.preventDefault();
        const { index: from, name: moved } = dragged;
        dragged = null;
        if (from !== index) editor.change(fill(gettext("Moved “{name}”."), { name: moved }), move(from, index));
      },
      onDragEnd: () => (dragged = null),
    };
  };
})();
