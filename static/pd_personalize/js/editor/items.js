/* The questions: competencies at the side, and those of the selected one by kind. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { preact, tags, h, gettext, ngettext, fill, list } = E;
  const { div, h3, h4, p, ul, li, label, input, select, option, optgroup, span, button, b, bdi, section } = tags;

  const NOBODY = -1;
  const MANY = 20;
  const MOST_ROWS = 14;

  const inCount = (n) => fill(ngettext("{n} question", "{n} questions", n), { n: E.number(n) });

  /* Questions of each competency, by its id; those of competencies that are not there, by their number -1. */
  const counted = (doc) => {
    const ids = new Set(list(doc.competencies).map((each) => each.id));
    const counts = new Map();
    for (const { competency } of list(doc.items)) {
      const key = ids.has(competency) ? competency : NOBODY;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  };

  /* What is selected may be named by a competency (another panel) or a question (a problem): whichever is news counts. */
  const seen = new WeakMap();
  const selected = (editor) => {
    const { doc, ui } = editor;
    const competencies = list(doc.competencies);
    const before = seen.get(editor) ?? {};
    const item = list(doc.items)[ui.item];
    const home = item ? competencies.findIndex((each) => each.id === item.competency) : undefined;
    const isNews = item && (ui.item !== before.item || ui.focus?.[0] === "items") && ui.competency === before.competency;
    const fallback = competencies[ui.competency] || (ui.competency === NOBODY && counted(doc).has(NOBODY)) ? ui.competency : 0;
    const competency = isNews ? home : fallback;
    if (isNews) ui.competency = competency;
    seen.set(editor, { item: ui.item, competency: ui.competency });
    return { competency, item: home === competency ? ui.item : null };
  };

  /* The competencies with their counts: one list that thousands fit into, drawn anew only when one of them changes. */
  class Competencies extends preact.Component {
    constructor(props) {
      super(props);
      this.state = { find: "", onlyEmpty: false };
    }

    shouldComponentUpdate(next, state) {
      const { props } = this;
      const isSame =
        next.doc.competencies === props.doc.competencies &&
        next.doc.domains === props.doc.domains &&
        next.at === props.at &&
        state === this.state &&
        [...next.counts].join() === [...props.counts].join();
      return !isSame;
    }

    renderOption(competency, at) {
      const n = this.props.counts.get(competency.id) ?? 0;
      const name = competency.name || gettext("Without a name");
      const words = n ? ngettext("{name} ({n} question)", "{name} ({n} questions)", n) : gettext("{name} – no questions yet");
      return option({ key: at, value: at, selected: at === this.props.at }, fill(words, { name, n: E.number(n) }));
    }

    /* The competencies that are looked for, in their groups, the selected one always. */
    groups() {
      const { doc, counts, at } = this.props;
      const { find, onlyEmpty } = this.state;
      const wanted = find.trim().toLowerCase();
      const groups = new Map(list(doc.domains).map((domain) => [domain.id, { name: domain.name, shown: [] }]));
      const rest = { name: "", shown: [] };
      list(doc.competencies).forEach((competency, i) => {
        const isWanted = (!onlyEmpty || !counts.get(competency.id)) && String(competency.name ?? "").toLowerCase().includes(wanted);
        if (isWanted || i === at) (groups.get(competency.domain) ?? rest).shown.push([competency, i]);
      });
      return [rest, ...groups.values()].filter(({ shown }) => shown.length);
    }

    renderFind(id, total, empty) {
      return [
        total > MANY &&
          div(
            { class: "pd-entry", key: "find" },
            label({ for: `${id}-find` }, gettext("Find a competency")),
            input({ id: `${id}-find`, class: "pd-input", type: "search", autocomplete: "off", value: this.state.find, onInput: ({ target }) => this.setState({ find: target.value }) }),
          ),
        empty > 0 &&
          label(
            { class: "pd-flag", key: "empty" },
            input({ type: "checkbox", checked: this.state.onlyEmpty, onChange: ({ target }) => this.setState({ onlyEmpty: target.checked }) }),
            span(null, fill(ngettext("Only the {n} without questions", "Only the {n} without questions", empty), { n: E.number(empty) })),
          ),
      ];
    }

    render({ editor, doc, counts, at }, { onlyEmpty }) {
      const competencies = list(doc.competencies);
      const empty = competencies.filter((each) => !counts.get(each.id)).length;
      const id = `${editor.key}-of`;
      const groups = this.groups();
      const rows = groups.reduce((sum, { name, shown }) => sum + shown.length + (name ? 1 : 0), 0);
      const lost = counts.get(NOBODY) ?? 0;
      return div(
        { class: "pd-competency-list" },
        this.renderFind(id, competencies.length, onlyEmpty || empty < competencies.length ? empty : 0),
        div(
          { class: "pd-entry" },
          label({ for: id }, gettext("Competency")),
          select(
            { id, class: "pd-list", size: Math.max(3, Math.min(MOST_ROWS, rows + (lost ? 1 : 0))), value: String(at), onChange: ({ target }) => editor.show({ competency: Number(target.value), item: null }) },
            lost > 0 && option({ value: NOBODY, selected: at === NOBODY }, fill(ngettext("Without a competency ({n} question)", "Without a competency ({n} questions)", lost), { n: E.number(lost) })),
            ...groups.map(({ name, shown }) =>
              name
                ? optgroup({ label: name, key: name }, shown.map(([each, i]) => this.renderOption(each, i)))
                : shown.map(([each, i]) => this.renderOption(each, i)),
            ),
          ),
        ),
      );
    }
  }

  const nameOf = (item) => String(item.prompt ?? "").replace(/<[^>]*>/g, "").trim() || gettext("Question without words yet");
  const short = (text) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

  /* Where an entry of a list is once another has moved. */
  const after = (at, from, to) => {
    if (at === from) return to;
    return at + (from < at && at <= to ? -1 : 0) + (to <= at && at < from ? 1 : 0);
  };

  /* Put a question before or behind another of its group, wherever the two stand in the document; what is open stays open. */
  const moving = (editor) => (from, to) => {
    const { item } = editor.ui;
    if (typeof item === "number") editor.ui = { ...editor.ui, item: after(item, from, to) };
    return (doc) => E.put(doc, ["items"], E.move(list(doc.items), from, to));
  };

  const duplicate = (editor, index, item) => {
    const id = E.idFor(String(item.id ?? ""), list(editor.doc.items).map((each) => each.id), "question");
    editor.change(fill(gettext("Copied “{name}”. This is the copy."), { name: short(nameOf(item)) }), (doc) => {
      const items = list(doc.items);
      return E.put(doc, ["items"], [...items.slice(0, index + 1), { ...item, id }, ...items.slice(index + 1)]);
    });
    editor.show({ item: index + 1, focus: ["items", index + 1, "prompt"] });
  };

  const remove = (editor, index, item, group) => {
    const at = group.indexOf(index);
    const next = group[at + 1] !== undefined ? index : group[at - 1];
    editor.change(fill(gettext("Removed “{name}”. Undo brings it back."), { name: short(nameOf(item)) }), (doc) => E.put(doc, ["items", index], undefined));
    editor.show({ item: null, focus: next === undefined ? ["items", "add", item.kind] : ["items", next] });
  };

  const add = (editor, competency, kind) => {
    const item = E.newItem(editor.doc, competency, kind);
    const at = list(editor.doc.items).length;
    editor.change(gettext("Added a question. Write it here."), (doc) => E.put(doc, ["items"], [...list(doc.items), item]));
    editor.show({ item: at, focus: ["items", at, "prompt"] });
  };

  const Mark = ({ editor, index }) => {
    const found = editor.problemsAt(["items", index]);
    const errors = found.filter((problem) => !problem.is_warning).length;
    if (errors) return span({ class: "pd-tag pd-tag-bad" }, fill(ngettext("{n} problem", "{n} problems", errors), { n: errors }));
    if (found.length) return span({ class: "pd-tag pd-tag-warn" }, fill(ngettext("{n} warning", "{n} warnings", found.length), { n: found.length }));
    return null;
  };

  const RowButtons = ({ editor, index, item, group }) => {
    const name = short(nameOf(item));
    const at = group.indexOf(index);
    const go = (to, word) => {
      editor.change(fill(gettext("Moved “{name}”."), { name }), moving(editor)(index, to));
      editor.show({ focus: ["items", to, word] });
    };
    return span(
      { class: "pd-list-buttons" },
      h(E.IconButton, { icon: "up", name: fill(gettext("Move “{name}” up"), { name }), "data-place": `items.${index}.up`, disabled: at === 0, onClick: () => go(group[at - 1], "up") }),
      h(E.IconButton, { icon: "down", name: fill(gettext("Move “{name}” down"), { name }), "data-place": `items.${index}.down`, disabled: at === group.length - 1, onClick: () => go(group[at + 1], "down") }),
      h(E.IconButton, { icon: "copy", name: fill(gettext("Copy “{name}”"), { name }), onClick: () => duplicate(editor, index, item) }),
      h(E.IconButton, { icon: "remove", name: fill(gettext("Remove “{name}”"), { name }), onClick: () => remove(editor, index, item, group) }),
    );
  };

  const Row = ({ editor, index, group, isOpen }) => {
    const item = editor.doc.items[index];
    const level = item.kind !== "rubric" && item.level !== undefined && E.levelName(editor.doc, item.level);
    const { grip, drop } = E.dragParts({ editor, path: ["items", item.kind], index, name: short(nameOf(item)), onMove: moving(editor) });
    const open = () => editor.show({ item: isOpen ? null : index, focus: isOpen ? ["items", index] : ["items", index, "prompt"] });
    return li(
      { class: isOpen ? "pd-row pd-row-open" : "pd-row", ...drop },
      div(
        { class: "pd-row-head" },
        grip,
        button(
          { type: "button", class: "pd-row-name", "aria-expanded": isOpen ? "true" : "false", "data-place": `items.${index}`, onClick: open },
          bdi(null, nameOf(item)),
          level && span({ class: "pd-tag" }, level),
          h(Mark, { editor, index }),
        ),
        h(RowButtons, { editor, index, item, group }),
      ),
      isOpen && h(E.Question, { editor, index }),
    );
  };

  const Group = ({ editor, kind, group, competency, open }) => {
    const words = E.kindWords(kind);
    const id = `${editor.key}-kind-${kind}`;
    return section(
      { class: "pd-kind", "aria-labelledby": id },
      h4({ id, class: "pd-kind-name" }, b(null, words.name), words.weight && span({ class: "pd-tag" }, words.weight)),
      p({ class: "pd-muted" }, words.use),
      group.length > 0 && ul({ class: "pd-rows" }, group.map((index) => h(Row, { editor, index, group, isOpen: index === open, key: index }))),
      competency && words.add && div(null, h(E.Button, { "data-place": `items.add.${kind}`, onClick: () => add(editor, competency.id, kind) }, words.add)),
    );
  };

  const Questions = ({ editor, at, open }) => {
    const { doc } = editor;
    const competency = list(doc.competencies)[at];
    const ids = competency ? null : new Set(list(doc.competencies).map((each) => each.id));
    const own = list(doc.items).flatMap((item, i) => ((competency ? item.competency === competency.id : !ids.has(item.competency)) ? [i] : []));
    const of = (kind) => own.filter((i) => (E.KINDS.includes(doc.items[i].kind) ? doc.items[i].kind : "") === kind);
    const strange = of("");
    return div(
      { class: "pd-questions" },
      h3({ class: "pd-subtitle" }, bdi(null, competency ? competency.name || gettext("Without a name") : gettext("Without a competency"))),
      p(
        { class: "pd-muted" },
        !competency
          ? gettext("These questions name a competency that is not there. Open each and choose one.")
          : own.length
            ? inCount(own.length)
            : gettext("No questions yet. Two or more, of different kinds and levels, place teachers best."),
      ),
      ...E.KINDS.map((kind) => h(Group, { editor, kind, group: of(kind), competency, open, key: kind })),
      strange.length > 0 && h(Group, { editor, kind: "strange", group: strange, open }),
    );
  };

  E.panels.items = ({ editor }) => {
    const { doc } = editor;
    if (!list(doc.competencies).length && !list(doc.items).length)
      return div(
        { class: "pd-questions" },
        p(null, gettext("Each question is about one competency. Name your competencies first.")),
        div(null, h(E.Button, { onClick: () => editor.show({ panel: "framework" }) }, gettext("Go to the framework"))),
      );
    const { competency, item } = selected(editor);
    return div(
      { class: "pd-items" },
      h(Competencies, { editor, doc, counts: counted(doc), at: competency }),
      div(
        null,
        h(E.Problems, { editor, path: ["items"] }),
        h(Questions, { editor, at: competency, open: item }),
      ),
    );
  };
})();
