/* The map: competencies down, levels across, and in each cell the sections that lead there. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, ngettext, fill, list, sections: S } = E;
  const { div, p, h3, ul, li, span, button, details, summary } = tags;

  const FOLD_FROM = 9;
  const MANY = 12;
  const MANY_LEVELS = 5;

  /* What the pointer carries: a part of the course, or a section of the document by its index. */
  let carried = null;
  E.carry = (what) => ({
    draggable: true,
    onDragStart: (event) => {
      carried = what;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    },
    onDragEnd: () => (carried = null),
  });

  const dropProps = (editor, cell) => ({
    onDragOver: (event) => {
      if (!carried) return;
      event.preventDefault();
      event.currentTarget.classList.add("pd-over");
    },
    onDragLeave: ({ currentTarget }) => currentTarget.classList.remove("pd-over"),
    onDrop: (event) => {
      event.currentTarget.classList.remove("pd-over");
      if (!carried) return;
      event.preventDefault();
      const { part, index } = carried;
      carried = null;
      if (part) S.attach(editor, cell, part);
      else S.moveTo(editor, index, cell);
    },
  });

  const minutesOf = (editor, section) => {
    const minutes = section.minutes ?? editor.start.defaults.minutes;
    return fill(ngettext("{n} min", "{n} min", minutes), { n: E.number(minutes, 1) });
  };

  /* One section as the map shows it. */
  const Line = ({ editor, section, index, parts }) => {
    const isGone = section.block && parts.size > 0 && !parts.has(section.block);
    const found = editor.problemsAt(["sections", index]);
    const hasError = isGone || found.some((problem) => !problem.is_warning);
    const notes = [
      minutesOf(editor, section),
      section.elective && gettext("elective"),
      !section.block && gettext("outside"),
    ].filter(Boolean);
    return span(
      { class: "pd-line-of", ...E.carry({ index }) },
      h("bdi", null, section.title || gettext("Without a title")),
      span({ class: "pd-muted" }, notes.join(" · ")),
      isGone && span({ class: "pd-at-error" }, gettext("Not in the course any more")),
      !isGone && found.length > 0 && span({ class: hasError ? "pd-at-error" : "pd-at-warning" }, hasError ? gettext("has a problem") : gettext("has a warning")),
    );
  };

  /* What teachers meet where a level has no section. */
  const gapOf = (doc, cells, { competency, level }) => {
    const { levels } = doc;
    const has = (each) => cells.has(`${competency} ${each}`);
    const numbers = levels.map((_, i) => i);
    if (!numbers.some(has)) return gettext("No section.");
    const next = numbers.find((each) => each > level && has(each));
    const words = next === undefined ? gettext("No section. Teachers placed at {level} stop here.") : gettext("No section. The way goes on to {next}.");
    return fill(words, { level: levels[level - 1].name, next: levels[next]?.name });
  };

  const MapCell = ({ editor, cell, cells, parts, isChosen }) => {
    const { doc } = editor;
    const entries = cells.get(`${cell.competency} ${cell.level}`) ?? [];
    return li(
      { class: ["pd-cell", !entries.length && "pd-gap", isChosen && "pd-chosen"].filter(Boolean).join(" "), ...dropProps(editor, cell) },
      button(
        {
          type: "button",
          "data-place": `cell.${cell.competency}.${cell.level}`,
          "aria-current": isChosen ? "true" : undefined,
          onClick: () => editor.show({ cell, section: entries[0]?.index ?? null, focus: ["chosen"] }),
        },
        span({ class: "pd-hidden" }, fill(gettext("{competency}:"), { competency: S.competency(doc, cell.competency).name })),
        span({ class: "pd-cell-level" }, h("bdi", null, doc.levels[cell.level].name)),
        entries.length ? entries.map((entry) => h(Line, { editor, parts, key: entry.index, ...entry })) : span(null, gapOf(doc, cells, cell)),
      ),
    );
  };

  const anyOf = (doc, needs) => {
    const names = needs.map((need) => S.nameOf(doc, need));
    return new Intl.ListFormat(document.documentElement.lang || "en", { type: "disjunction" }).format(names);
  };

  const Row = ({ editor, competency, cells, parts, chosen, hasSections }) => {
    const { doc } = editor;
    const needs = list(competency.prerequisites).filter(({ level }) => doc.levels[level]);
    const isUnmapped = hasSections && !doc.levels.some((_, level) => cells.has(`${competency.id} ${level}`));
    return li(
      { class: "pd-map-row" },
      div(
        { class: "pd-map-name" },
        h("bdi", null, competency.name),
        ...needs.map((need) =>
          p({ class: "pd-muted" }, fill(gettext("{level} needs {what}"), { level: doc.levels[need.level].name, what: anyOf(doc, list(need.any_of)) })),
        ),
        isUnmapped && p({ class: "pd-muted" }, gettext("Without sections: nobody is asked about it.")),
      ),
      ul(
        { class: "pd-cells", "aria-label": competency.name },
        ...doc.levels.slice(1).map((_, i) => {
          const cell = { competency: competency.id, level: i + 1 };
          const isChosen = chosen?.competency === cell.competency && chosen.level === cell.level;
          return h(MapCell, { editor, cell, cells, parts, isChosen, key: cell.level });
        }),
      ),
    );
  };

  /* Competencies by domain, in the order of the framework; those without one come last. */
  const grouped = (doc) => {
    const known = list(doc.domains);
    const of = (id) => list(doc.competencies).filter(({ domain }) => (known.some((each) => each.id === domain) ? domain : undefined) === id);
    return [...known.map(({ id, name }) => ({ id, name, members: of(id) })), { id: "", name: gettext("Without a domain"), members: of(undefined) }].filter(
      ({ members }) => members.length,
    );
  };

  const Group = ({ editor, group, isOpen, onToggle, cells, ...rest }) => {
    const count = group.members.reduce((sum, { id }) => sum + editor.doc.levels.filter((_, level) => cells.has(`${id} ${level}`)).length, 0);
    const all = group.members.length * (editor.doc.levels.length - 1);
    const rows = ul({ class: "pd-map-rows" }, ...group.members.map((competency) => h(Row, { editor, competency, cells, ...rest, key: competency.id })));
    if (!onToggle) return rows;
    return details(
      { class: "pd-map-domain", open: isOpen, onToggle: ({ currentTarget }) => onToggle(group.id, currentTarget.open) },
      summary(null, h("bdi", null, group.name), " ", span({ class: "pd-muted" }, fill(gettext("{n} of {all} levels have sections"), { n: E.number(count), all: E.number(all) }))),
      isOpen && rows,
    );
  };

  /* What is in the course and nobody is led to. */
  const Unattached = ({ editor, cell }) => {
    const parts = S.unattached(editor.doc, editor.course);
    if (!editor.course?.chapters.length) return null;
    if (!parts.length) return p({ class: "pd-muted" }, gettext("Every subsection of the course is attached."));
    const words = fill(ngettext("Not attached: {n} subsection", "Not attached: {n} subsections", parts.length), { n: E.number(parts.length) });
    const where = cell && S.nameOf(editor.doc, cell);
    return details(
      { class: "pd-unattached", open: parts.length <= MANY },
      summary(null, words),
      p({ class: "pd-muted" }, cell ? gettext("Press one to attach it to the chosen cell, or drag it to another.") : gettext("Drag one onto a cell, or choose a cell first and pick from the course there.")),
      ul(
        { class: "pd-loose" },
        ...parts.map((part) =>
          li(
            { key: part.block, ...E.carry({ part }) },
            cell
              ? button({ type: "button", class: "pd-chip", "aria-label": fill(gettext("Attach “{name}” to {cell}"), { name: part.title, cell: where }), onClick: () => S.attach(editor, cell, part) }, h("bdi", null, part.title))
              : span({ class: "pd-chip" }, h("bdi", null, part.title)),
          ),
        ),
      ),
    );
  };

  /* Sections whose competency or level is not there: no cell holds them, and none is dropped. */
  const Astray = ({ editor }) => {
    const astray = list(editor.doc.sections)
      .map((section, index) => ({ section, index }))
      .filter(({ section }) => !S.hasCell(editor.doc, section));
    if (!astray.length) return null;
    return div(
      { class: "pd-warning" },
      p(null, gettext("These sections belong to a competency or level that is not there. Move or remove them.")),
      ul(
        null,
        ...astray.map(({ section, index }) =>
          li({ key: index }, h(E.Button, { kind: "link", onClick: () => editor.show({ section: index, focus: ["sections", index] }) }, section.title || gettext("Without a title"))),
        ),
      ),
    );
  };

  const chosenOf = ({ doc, ui }) => {
    const section = list(doc.sections)[ui.section];
    if (section) return { competency: section.competency, level: section.level };
    return ui.cell && S.hasCell(doc, ui.cell) ? ui.cell : null;
  };

  class Pathway extends E.preact.Component {
    constructor(props) {
      super(props);
      this.opened = new Set();
    }

    componentDidMount() {
      this.props.editor.loadCourse();
    }

    readAgain() {
      const { editor } = this.props;
      editor.course = null;
      editor.loadCourse();
    }

    toggle(id, isOpen) {
      if (this.opened.has(id) === isOpen) return;
      if (isOpen) this.opened.add(id);
      else this.opened.delete(id);
      this.setState({});
    }

    render({ editor }) {
      const { doc } = editor;
      if (!list(doc.competencies).length || list(doc.levels).length < 2)
        return p({ class: "pd-muted" }, gettext("Give the framework two levels and a competency first; sections then lead from level to level."));
      const cells = S.byCell(doc);
      const chosen = chosenOf(editor);
      const parts = S.inCourse(editor.course);
      const groups = grouped(doc);
      const isFolded = list(doc.competencies).length >= FOLD_FROM && groups.length > 1;
      const common = { editor, cells, parts, chosen, hasSections: cells.size > 0 };
      const home = chosen && groups.find(({ members }) => members.some(({ id }) => id === chosen.competency));
      if (home) this.opened.add(home.id);
      return div(
        { class: chosen ? "pd-pathway pd-with-side" : "pd-pathway" },
        div(
          { class: "pd-map-part" },
          p({ class: "pd-muted" }, fill(gettext("Everybody may start at {level}. Choose a cell to say which sections lead a teacher to its level."), { level: doc.levels[0].name })),
          h(Astray, { editor }),
          h(Unattached, { editor, cell: chosen && S.hasCell(doc, chosen) ? chosen : null }),
          div(
            { class: doc.levels.length > MANY_LEVELS ? "pd-map pd-many" : "pd-map", style: { "--_levels": doc.levels.length - 1 } },
            div({ class: "pd-map-row pd-map-head", "aria-hidden": "true" }, span(null), div({ class: "pd-cells" }, ...doc.levels.slice(1).map(({ name }) => span(null, h("bdi", null, name))))),
            ...groups.map((group) =>
              h(Group, { ...common, group, isOpen: !isFolded || this.opened.has(group.id), onToggle: isFolded ? (id, isOpen) => this.toggle(id, isOpen) : null, key: group.id }),
            ),
          ),
          h(E.SameForAll, { editor }),
          p(null, h(E.Button, { kind: "link", onClick: () => this.readAgain() }, gettext("Read the course again"))),
        ),
        chosen && h(E.Cell, { editor, cell: chosen, entries: cells.get(`${chosen.competency} ${chosen.level}`) ?? [], chosen: editor.ui.section }),
      );
    }
  }

  E.panels.pathway = ({ editor }) => h(Pathway, { editor });
})();
