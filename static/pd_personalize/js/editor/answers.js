/* The answers of one question: their words, their order, and what each is worth. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { preact, tags, h, gettext, fill, list } = E;
  const { div, fieldset, legend, ol, ul, li, p, label, input, span, details, summary } = tags;

  const MOST = 12;
  const FEWEST = 2;

  const creditWords = (credit, top) => {
    if (credit === 0) return gettext("No credit");
    if (credit === top) return gettext("Full credit");
    return top === 2 ? gettext("Part of the credit") : fill(gettext("Part of the credit, step {n} of {top}"), { n: credit, top });
  };

  /* Credits on another number of steps: nothing stays nothing and full stays full. */
  const rescaled = (options, from, to) =>
    options.map((option) => {
      if (!option.credit) return option;
      const credit = option.credit >= from ? to : Math.max(1, Math.min(to, Math.round((option.credit * to) / from)));
      return { ...option, credit };
    });

  const NAMES = {
    choice: (n) => fill(gettext("Answer {n}"), { n }),
    rubric: (n, level) => (level ? fill(gettext("Statement for “{level}”"), { level }) : fill(gettext("Statement {n}"), { n })),
  };

  const HINTS = {
    rubric: () => gettext("From the lowest level to the highest. Describe low levels as the normal practice they are."),
    frequency: () => gettext("From least to most, without gaps or overlaps."),
    choice: () => gettext("Mark the answer that is right. Wrong ones are best if a sensible teacher might choose them."),
    scenario: () => gettext("Say how much credit each answer earns. Teachers never see it."),
  };

  const GRIP = "M7 5h.01M13 5h.01M7 10h.01M13 10h.01M7 15h.01M13 15h.01";

  /* A handle to drag a row by, so that words in it can still be selected, and what makes the row a place to drop. */
  E.dragParts = (options) => {
    const { onDragStart, onDragEnd, draggable, ...drop } = E.dragProps(options);
    const start = (event) => {
      onDragStart(event);
      event.dataTransfer.setDragImage(event.currentTarget.closest("li"), 0, 0);
    };
    const grip = span(
      { class: "pd-grip", "aria-hidden": "true", title: gettext("Drag to move"), draggable, onDragStart: start, onDragEnd },
      h("svg", { viewBox: "0 0 20 20", class: "pd-icon" }, h("path", { d: GRIP, "stroke-linecap": "round" })),
    );
    return { grip, drop };
  };

  /* `steps`, once an author has picked a credit, are the most there were: words do not change their meaning under the hand.
     `isChoosing` shows the levels of a rubric's statements although they are in order. */
  class Answers extends preact.Component {
    constructor(props) {
      super(props);
      this.state = { steps: 0, isChoosing: false };
    }

    get path() {
      return ["items", this.props.index, "options"];
    }

    get options() {
      return list(this.props.editor.get(this.path));
    }

    get top() {
      return Math.max(1, this.state.steps, ...this.options.map((option) => Number(option.credit) || 0));
    }

    change(words, recipe) {
      const { path } = this;
      this.props.editor.change(words, (doc) => E.put(doc, path, recipe(list(E.at(doc, path)), doc)));
    }

    /* A statement keeps its place on the scale when another goes; those that change places change levels. */
    get moves() {
      const { path } = this;
      const isRubric = this.props.kind === "rubric";
      const inPlace = (recipe) => (doc) => E.put(doc, path, recipe(list(E.at(doc, path))));
      return {
        onMove: (from, to) =>
          inPlace((options) => {
            const moved = E.move(options, from, to);
            return isRubric ? E.describing(moved, E.describedLevels(options)) : moved;
          }),
        onRemove: (at) =>
          inPlace((options) => {
            const left = E.put(options, [at], undefined);
            return isRubric ? E.describing(left, E.put(E.describedLevels(options), [at], undefined)) : left;
          }),
      };
    }

    /* A new statement takes the lowest level that has none. */
    add() {
      const { editor, kind } = this.props;
      let at = this.options.length;
      if (kind === "rubric") {
        const levels = E.describedLevels(this.options);
        const free = list(editor.doc.levels).findIndex((_, level) => !levels.includes(level));
        const place = levels.findIndex((level) => level > free);
        if (place >= 0) at = place;
        this.change(gettext("Added a statement."), (options) => {
          const more = [...options.slice(0, at), { text: "" }, ...options.slice(at)];
          return E.describing(more, [...levels.slice(0, at), free, ...levels.slice(at)]);
        });
      } else this.change(gettext("Added an answer."), (options) => [...options, { text: "" }]);
      editor.show({ focus: [...this.path, at, "text"] });
    }

    setKey(right) {
      this.change(fill(gettext("Answer {n} is the right one."), { n: right + 1 }), (options) =>
        options.map(({ credit, ...option }, i) => (i === right ? { ...option, credit: 1 } : option)),
      );
    }

    setLevel(at, level) {
      this.change(gettext("The levels of the statements are changed."), (options) =>
        E.describing(options, E.put(E.describedLevels(options), [at], level)),
      );
    }

    setSteps(steps) {
      const { top } = this;
      const options = rescaled(this.options, top, steps);
      this.setState({ steps: options.some((option) => option.credit === steps) ? 0 : steps });
      this.change(gettext("The steps of credit are changed."), () => options);
    }

    renderKey(option, i) {
      const { editor } = this.props;
      return label(
        { class: "pd-flag" },
        input({
          type: "radio",
          name: `${editor.key}-key`,
          "data-place": [...this.path, i, "credit"].join("."),
          "aria-label": fill(gettext("Answer {n} is right"), { n: i + 1 }),
          checked: option.credit === 1,
          onChange: () => this.setKey(i),
        }),
        span(null, gettext("This answer is right")),
      );
    }

    renderCredit(option, i) {
      const { top } = this;
      const options = [...Array(top + 1).keys()].map((credit) => [credit || (option.credit === 0 ? 0 : undefined), creditWords(credit, top)]);
      const path = [...this.path, i, "credit"];
      const onPick = (credit) => {
        this.setState({ steps: top });
        this.props.editor.set(path, credit);
      };
      return h(E.Select, { editor: this.props.editor, path, label: fill(gettext("Answer {n} earns"), { n: i + 1 }), options, isNarrow: true, onPick });
    }

    renderLevel(option, i, level) {
      const { editor } = this.props;
      const options = list(editor.doc.levels).map((_, each) => [each === level ? option.level : each, E.levelName(editor.doc, each)]);
      return h(E.Select, { editor, path: [...this.path, i, "level"], label: fill(gettext("Statement {n} describes"), { n: i + 1 }), options, isNarrow: true, onPick: (picked) => picked !== undefined && this.setLevel(i, picked) });
    }

    renderAnswer(option, i, levels) {
      const { editor, kind } = this.props;
      const path = [...this.path, i];
      const level = kind === "rubric" ? levels[i] : undefined;
      const name = (NAMES[kind] ?? NAMES.choice)(i + 1, list(editor.doc.levels)[level]?.name);
      const { grip, drop } = E.dragParts({ editor, path: this.path, index: i, name, onMove: this.moves.onMove });
      return li(
        { class: "pd-answer", key: i, ...drop },
        grip,
        h(E.Area, { editor, path: [...path, "text"], label: name, rows: 1 }),
        h(E.ListButtons, { editor, path: this.path, index: i, name, canRemove: this.options.length > FEWEST, ...this.moves }),
        kind === "rubric" && this.choosesLevels && this.renderLevel(option, i, level),
        kind === "choice" && this.renderKey(option, i),
        kind === "scenario" && this.renderCredit(option, i),
      );
    }

    /* What an author sees before the server's word: a key that is not set yet is not an error, but easily forgotten. */
    get note() {
      const { kind } = this.props;
      const { options, top } = this;
      if (kind === "choice" && !options.some((option) => option.credit)) return gettext("No answer is marked as right yet.");
      if (kind === "scenario" && !options.some((option) => option.credit === top))
        return gettext("No answer has full credit yet. As it stands, the best one counts as full.");
      if (kind === "scenario" && !options.every((_, step) => step > top || options.some((option) => (option.credit ?? 0) === step)))
        return gettext("Every step needs an answer: one that earns nothing, one for each part, one that earns it all. If there is no part credit, choose two steps.");
      return "";
    }

    get choosesLevels() {
      return this.state.isChoosing || this.options.some((option) => option.level !== undefined);
    }

    setChoosing(isChoosing) {
      this.setState({ isChoosing });
      if (!isChoosing && this.choosesLevels)
        this.change(gettext("The statements describe the levels in order."), (options) => options.map(({ level, ...option }) => option));
    }

    renderChoosing() {
      const { editor, index } = this.props;
      const id = `${editor.key}-describe-${index}`;
      const isChosen = this.choosesLevels;
      return div(
        { class: "pd-entry pd-narrow" },
        label({ for: id }, gettext("Each statement describes")),
        tags.select(
          { id, onChange: ({ target }) => this.setChoosing(target.value === "chosen") },
          tags.option({ value: "order", selected: !isChosen }, gettext("the next level in order")),
          tags.option({ value: "chosen", selected: isChosen }, gettext("the level that I choose")),
        ),
      );
    }

    renderReady() {
      return details(
        { class: "pd-ready" },
        summary(null, gettext("Ready answers to start from")),
        ul(
          null,
          ...E.readyAnswers().map(([stem, texts]) =>
            li(
              null,
              p({ class: "pd-muted" }, stem),
              h(E.Button, { onClick: () => this.change(gettext("The answers are replaced. Undo brings yours back."), () => texts.map((text) => ({ text }))) }, texts.join(" · ")),
            ),
          ),
        ),
      );
    }

    renderSteps() {
      const { editor, index } = this.props;
      const id = `${editor.key}-steps-${index}`;
      const choices = [
        [1, gettext("No credit or full credit")],
        [2, gettext("No credit, part, full")],
        [3, gettext("Two steps of part credit")],
        [4, gettext("Three steps of part credit")],
      ].filter(([steps]) => steps <= Math.max(2, this.options.length - 1) || steps === this.top);
      if (this.top > choices.at(-1)[0]) choices.push([this.top, fill(gettext("{n} steps"), { n: this.top })]);
      return div(
        { class: "pd-entry pd-narrow" },
        label({ for: id }, gettext("Steps of credit")),
        tags.select(
          { id, onChange: ({ target }) => this.setSteps(Number(target.value)) },
          ...choices.map(([steps, words]) => tags.option({ value: steps, selected: steps === this.top }, words)),
        ),
      );
    }

    render({ editor, kind }) {
      const { options, note } = this;
      const levels = E.describedLevels(options);
      const hasRoom = options.length < MOST && (kind !== "rubric" || list(editor.doc.levels).some((_, level) => !levels.includes(level)));
      return fieldset(
        { class: "pd-answers" },
        legend(null, kind === "rubric" ? gettext("Statements") : gettext("Answers")),
        HINTS[kind] && p({ class: "pd-muted" }, HINTS[kind]()),
        kind === "rubric" && this.renderChoosing(),
        kind === "scenario" && this.renderSteps(),
        ol(null, ...options.map((option, i) => this.renderAnswer(option, i, levels))),
        note && p({ class: "pd-at-warning" }, note),
        h(E.Problems, { editor, path: this.path }),
        div(
          { class: "pd-actions" },
          hasRoom && h(E.Button, { onClick: () => this.add() }, kind === "rubric" ? gettext("Add a statement") : gettext("Add an answer")),
        ),
        kind === "frequency" && this.renderReady(),
        p({ class: "pd-muted" }, gettext("“I am not sure” and “This does not apply to my role” are always offered as well.")),
      );
    }
  }

  E.Answers = Answers;
})();
