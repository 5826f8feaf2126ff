/* One question, opened: everything about it, and beside it what the teacher will see. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { preact, tags, h, gettext, fill, list } = E;
  const { div, details, summary, p, label, input } = tags;

  const ASK_AFTER_MS = 350;

  /* Numbers of a list in one line. What is no number stays as it was typed, for the check to name. */
  class Numbers extends preact.Component {
    render({ editor, path, label: words, hint, placeholder }) {
      const { typed } = this.state;
      const id = `${editor.key}-${path.join("-")}`;
      const given = editor.get(path);
      const take = ({ target: { value } }) => {
        this.setState({ typed: value });
        const parts = value.split(/[\s;]+/).filter(Boolean).map((part) => part.replace(",", "."));
        const numbers = parts.map((part) => (Number.isFinite(Number(part)) ? Number(part) : part));
        editor.set(path, numbers.length ? numbers : undefined);
      };
      return div(
        { class: "pd-entry" },
        label({ for: id }, words),
        input({
          id,
          class: "pd-input",
          dir: "ltr",
          autocomplete: "off",
          "data-place": path.join("."),
          "aria-describedby": `${id}-hint ${id}-at`,
          placeholder,
          value: typed ?? (Array.isArray(given) ? given.join(" ") : (given ?? "")),
          onInput: take,
          onBlur: () => {
            editor.typingAt = null;
            this.setState({ typed: null });
          },
        }),
        p({ class: "pd-muted", id: `${id}-hint` }, hint),
        div({ id: `${id}-at` }, h(E.Problems, { editor, path, below: true })),
      );
    }
  }

  const FOLDED = ["id", "minutes", "discrimination", "thresholds", "guessing"];

  /* Own thresholds that no longer fit, as when an answer is added after a calibration, are an error of the whole question. */
  const hasWrongThresholds = (editor, index) =>
    editor.get(["items", index, "thresholds"]) !== undefined && editor.problemsAt(["items", index], true).length > 0;

  /* What most authors never need. It opens by itself where something in it is wrong, and stays open. */
  class Advanced extends preact.Component {
    static getDerivedStateFromProps({ editor, index }, { isOpen }) {
      const isWrong = FOLDED.some((key) => editor.problemsAt(["items", index, key]).length > 0) || hasWrongThresholds(editor, index);
      return { isOpen: isOpen || isWrong };
    }

    render({ editor, index, kind, defaults }, { isOpen }) {
      const at = (key) => ["items", index, key];
      const usual = (key) => defaults?.[key];
      return details(
        { class: "pd-details", open: isOpen, onToggle: ({ target }) => target.open !== isOpen && this.setState({ isOpen: target.open }) },
        summary(null, gettext("Advanced")),
        p({ class: "pd-muted pd-hint" }, gettext("Left empty, each takes the value shown in grey. Change them only if you have a reason, such as a calibration.")),
        div(
          { class: "pd-grid" },
          h(E.Text, { editor, path: at("id"), label: gettext("Id"), hint: gettext("The name under which answers are kept. Keep it when you reword the question.") }),
          h(E.Number, { editor, path: at("minutes"), label: gettext("Minutes"), min: 0, max: 30, placeholder: usual("minutes"), hint: gettext("How long an answer takes; it counts towards the length of a sitting.") }),
          h(E.Number, { editor, path: at("discrimination"), label: gettext("Discrimination"), min: 0, max: 10, placeholder: usual("discrimination"), hint: gettext("How much one answer tells about the level: the higher, the more it counts.") }),
          kind === "choice" &&
            h(E.Number, { editor, path: at("guessing"), label: gettext("Guessing"), min: 0, max: 0.99, placeholder: usual("guessing"), hint: gettext("The share of teachers who would find the right answer by chance, from 0 to below 1.") }),
          h(Numbers, { editor, path: at("thresholds"), label: gettext("Thresholds"), placeholder: list(usual("thresholds")).join(" "), hint: gettext("Where on the scale each answer becomes likelier than the one below it: rising numbers, one fewer than there are steps.") }),
        ),
      );
    }
  }

  const SHOWN = ["kind", "competency", "level", "prompt", "options", ...FOLDED];
  const SHOWN_OF_OPTION = ["text", "level", "credit"];

  /* The places of a question that only another kind has. */
  const strayPlaces = (item, at) => {
    const given = (place) => E.at(item, place) !== undefined;
    const options = list(item.options).flatMap((_, i) => [
      ...(E.isKeyed(item.kind) ? [] : [["options", i, "credit"]]),
      ...(item.kind === "rubric" ? [] : [["options", i, "level"]]),
    ]);
    const own = [...(item.kind === "rubric" ? [["level"]] : []), ...(item.kind === "choice" ? [] : [["guessing"]])];
    return E.KINDS.includes(item.kind) ? [...own, ...options].filter(given).map((place) => [...at, ...place]) : [];
  };

  /* Whether no control of the question shows a place. */
  const isElsewhere = ([, , key, , inner, ...deeper], length) =>
    length === 2 || !SHOWN.includes(key) || (key === "options" && (length === 4 || (length > 4 && (!SHOWN_OF_OPTION.includes(inner) || deeper.length > 0))));

  /* Problems of the question as a whole, and of what no control here shows. */
  const Elsewhere = ({ editor, index }) => {
    const at = ["items", index];
    const stray = strayPlaces(editor.get(at), at);
    const isStray = (path) => stray.some((place) => E.startsWith(path, place));
    const found = editor.problemsAt(at).filter(({ path }) => isElsewhere(path, path.length) || isStray(path));
    const unknown = found.map(({ path }) => path).filter((path) => path.length > 2 && !isStray(path) && E.at(editor.doc, path) !== undefined);
    const places = [...stray, ...unknown.filter((path) => typeof path.at(-1) === "string")];
    if (!found.length) return null;
    const takeOut = (doc) => places.reduce((next, place) => E.put(next, place, undefined), doc);
    return div(
      { class: "pd-at" },
      ...found.map((problem) =>
        p(
          { class: problem.is_warning ? "pd-at-warning" : "pd-at-error" },
          problem.path.length > 2 ? `${problem.path.slice(2).join(".")}: ${problem.message}` : E.ofQuestion(problem.message),
        ),
      ),
      places.length > 0 &&
        div(
          null,
          h(
            E.Button,
            { onClick: () => editor.change(gettext("What did not belong to this question is gone. Undo brings it back."), takeOut) },
            gettext("Take out what does not belong here"),
          ),
        ),
      hasWrongThresholds(editor, index) &&
        div(
          null,
          h(
            E.Button,
            { onClick: () => editor.change(gettext("The thresholds follow from the levels again."), (doc) => E.put(doc, [...at, "thresholds"], undefined)) },
            gettext("Let the thresholds follow from the levels"),
          ),
        ),
    );
  };

  /* Questions whose kind was changed, and what each was before. */
  const turnedFrom = new WeakMap();

  class Question extends preact.Component {
    componentDidMount() {
      this.ask();
    }

    componentDidUpdate() {
      this.ask();
    }

    componentWillUnmount() {
      clearTimeout(this.timer);
      this.isGone = true;
    }

    get payload() {
      const { editor, index } = this.props;
      const { doc } = editor;
      const item = doc.items[index];
      const competency = list(doc.competencies).find((each) => each.id === item.competency)?.name;
      return { item, competency: typeof competency === "string" ? competency : "", levels: Math.min(8, list(doc.levels).length), scale: doc.scale ?? null };
    }

    /* Ask for the preview of what is there now, a moment after the last change. */
    ask() {
      const asked = JSON.stringify(this.payload);
      if (asked === this.asked) return;
      const isFirst = this.asked === undefined;
      this.asked = asked;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.fetch(asked), isFirst ? 0 : ASK_AFTER_MS);
    }

    async fetch(asked) {
      const { editor } = this.props;
      const isStale = () => this.isGone || this.asked !== asked;
      try {
        const payload = JSON.parse(asked);
        const reply = await editor.ask("preview", payload);
        if (!isStale()) this.setState({ reply: { ...reply, item: payload.item }, sorry: "" });
      } catch (problem) {
        if (!isStale()) this.setState({ sorry: editor.reasonOf(problem) });
      }
    }

    /* Who goes through the kinds by arrow key comes back to what there was: each is made of the question as it was at first. */
    turn(kind) {
      const { editor, index } = this.props;
      const now = editor.get(["items", index]);
      const from = turnedFrom.get(now) ?? now;
      const { item, lost } = from.kind === kind ? { item: from, lost: [] } : E.turnInto(editor.doc, from, kind);
      if (item !== from) turnedFrom.set(item, from);
      const words = fill(gettext("The kind is now “{kind}”. Its words are kept."), { kind: E.kindWords(kind).name });
      editor.change([words, ...lost].join(" "), (doc) => E.put(doc, ["items", index], item));
      editor.show({ focus: ["items", index, "kind"] });
    }

    moveTo(id) {
      const { editor, index } = this.props;
      const competencies = list(editor.doc.competencies);
      const at = competencies.findIndex((each) => each.id === id);
      editor.change(fill(gettext("The question is now about “{name}”."), { name: competencies[at].name }), (doc) => E.put(doc, ["items", index, "competency"], id));
      editor.show({ competency: at, item: index, focus: ["items", index, "competency"] });
    }

    render({ editor, index }, { reply, sorry }) {
      const { doc } = editor;
      const item = doc.items[index];
      const { kind } = item;
      const words = E.kindWords(kind);
      const path = ["items", index];
      return div(
        { class: "pd-question-desk" },
        div(
          { class: "pd-question-fields" },
          h(Elsewhere, { editor, index }),
          h(E.Area, { editor, path: [...path, "prompt"], label: gettext("Question"), placeholder: words.prompt, rows: 2 }),
          h(E.Answers, { editor, index, kind, key: kind }),
          div(
            { class: "pd-grid" },
            kind !== "rubric" && h(E.Select, { editor, path: [...path, "level"], label: words.level, options: E.levelChoices(doc) }),
            h(E.Select, { editor, path: [...path, "kind"], label: gettext("Kind"), options: E.KINDS.map((each) => [each, E.kindWords(each).name]), onPick: (next) => this.turn(next) }),
            h(E.Select, {
              editor,
              path: [...path, "competency"],
              label: gettext("Competency it is about"),
              options: list(doc.competencies).map((each) => [each.id, each.name || each.id]),
              onPick: (id) => this.moveTo(id),
            }),
          ),
          h(Advanced, { editor, index, kind, defaults: reply?.defaults }),
        ),
        h(E.Preview, { reply, sorry }),
      );
    }
  }

  E.Question = Question;
})();
