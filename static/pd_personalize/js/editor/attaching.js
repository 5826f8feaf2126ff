/* Beside the map: what is in the chosen cell, and what could be attached to it. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, ngettext, fill, list, sections: S } = E;
  const { div, p, h3, h4, ul, li, span, button, details, summary, label, input } = tags;

  const FILTER_FROM = 12;

  const dateOf = (moment) => new Intl.DateTimeFormat(document.documentElement.lang || "en", { dateStyle: "medium" }).format(new Date(moment));

  /* What there is to know of a part of the course before attaching it, in words. */
  const remarks = (part) =>
    [
      part.has_this_pathway && gettext("holds this pathway itself"),
      part.is_elsewhere && gettext("another pathway has it"),
      !part.is_published && gettext("not published yet"),
      part.parts === 0 && gettext("nothing in it can be completed"),
      part.is_graded && gettext("graded"),
      part.is_for_some_groups && gettext("for some content groups only"),
      part.start && new Date(part.start) > new Date() && fill(gettext("starts {date}"), { date: dateOf(part.start) }),
      part.due && fill(gettext("due {date}"), { date: dateOf(part.due) }),
    ].filter(Boolean);

  const Choice = ({ editor, cell, part, isWhole, where }) => {
    const isFree = !where && !part.has_this_pathway && !part.is_elsewhere;
    const name = isWhole ? fill(gettext("All of “{name}”"), { name: part.title }) : part.title;
    const notes = where ? [fill(gettext("attached to {cell}"), { cell: where })] : isWhole ? [] : remarks(part);
    return li(
      { ...(isFree ? E.carry({ part }) : {}) },
      button(
        { type: "button", class: "pd-pick", disabled: !isFree, "data-place": `attach.${part.block}`, onClick: () => S.attach(editor, cell, part) },
        h("bdi", null, name),
        notes.length > 0 && span({ class: "pd-muted" }, notes.join(" · ")),
      ),
    );
  };

  /* The course's outline, to pick from. */
  class Outline extends E.preact.Component {
    render({ editor, cell, isOpen }, { wanted = "" }) {
      const { course, doc } = editor;
      if (!course) return p({ class: "pd-muted" }, editor.isLoadingCourse ? gettext("Reading the course…") : gettext("The course could not be read."));
      const chapters = list(course.chapters);
      if (!chapters.length) return p({ class: "pd-muted" }, gettext("There is no course around this block to attach sections from."));
      const where = new Map(list(doc.sections).filter(({ block }) => block).map((section) => [section.block, S.nameOf(doc, section)]));
      const plain = wanted.trim().toLowerCase();
      const shown = chapters
        .map((chapter) => ({ ...chapter, found: chapter.subsections.filter(({ title }) => title.toLowerCase().includes(plain)) }))
        .filter(({ found }) => found.length);
      const id = `${editor.key}-wanted`;
      return details(
        { class: "pd-outline", open: isOpen },
        summary({ "data-place": `attach` }, gettext("Attach from the course")),
        chapters.flatMap((chapter) => chapter.subsections).length > FILTER_FROM &&
          div(
            { class: "pd-entry" },
            label({ for: id }, gettext("Find by title")),
            input({ id, class: "pd-input", type: "search", value: wanted, autocomplete: "off", onInput: ({ target }) => this.setState({ wanted: target.value }) }),
          ),
        !shown.length && p({ class: "pd-muted" }, gettext("Nothing in the course has that in its title.")),
        ...shown.map((chapter) =>
          div(
            { key: chapter.block },
            h4({ class: "pd-muted" }, h("bdi", null, chapter.title)),
            ul(
              { class: "pd-picks" },
              ...chapter.found.map((part) => h(Choice, { editor, cell, part, where: where.get(part.block) ?? where.get(chapter.block), key: part.block })),
              !plain && chapter.subsections.length > 1 && !chapter.subsections.some((part) => where.has(part.block) || part.has_this_pathway || part.is_elsewhere) &&
                h(Choice, { editor, cell, part: chapter, isWhole: true, where: where.get(chapter.block), key: chapter.block }),
            ),
          ),
        ),
      );
    }
  }

  /* Which part of the course a section is; one that is gone stays named. */
  const BlockSelect = ({ editor, index, section }) => {
    const others = new Set(list(editor.doc.sections).map(({ block }) => block));
    const parts = S.inCourse(editor.course);
    const options = [...parts.values()]
      .filter((part) => part.block === section.block || !(others.has(part.block) || part.has_this_pathway || part.is_elsewhere))
      .map((part) => [
        part.block,
        part.isChapter ? fill(gettext("All of “{name}”"), { name: part.title }) : fill(gettext("{chapter}: {name}"), { chapter: part.chapter.title, name: part.title }),
      ]);
    const isGone = editor.course && !parts.has(section.block);
    return div(
      null,
      h(E.Select, { editor, path: ["sections", index, "block"], label: gettext("Course section"), options, onPick: (block) => S.setBlock(editor, index, block) }),
      isGone && p({ class: "pd-at-error" }, gettext("This is not in the course any more. Choose another one, or remove the section.")),
    );
  };

  /* What shows that a section is done. Completion in full and a note are the defaults, and leave the document. */
  E.masteryOptions = (isOutside, value) =>
    isOutside
      ? [
          [value === "note" ? "note" : undefined, gettext("The teacher notes that it is done")],
          ["sign_off", gettext("A coach signs it off")],
        ]
      : [
          [undefined, gettext("All its parts are complete")],
          ["completion", gettext("Enough of its parts are complete")],
          ["grade", gettext("Its grade is good enough")],
          ["sign_off", gettext("A coach signs it off")],
        ];

  const Mastery = ({ editor, index, section }) => {
    const by = section.mastery?.by;
    const path = ["sections", index, "mastery"];
    const share = editor.start.defaults.shares[by];
    return div(
      { class: "pd-pair" },
      h(E.Select, {
        editor,
        path: [...path, "by"],
        label: gettext("Counts as mastered when"),
        options: E.masteryOptions(!section.block, by),
        onPick: (next) => editor.set(path, next && { by: next }),
      }),
      share !== undefined && h(E.Number, { editor, path: [...path, "share"], label: gettext("Share needed, in %"), per: 100, min: 1, max: 100, placeholder: share * 100 }),
    );
  };

  const Fields = ({ editor, index, section }) => {
    const { doc, start } = editor;
    const path = ["sections", index];
    const levels = list(doc.levels).slice(1).map((level, i) => [i + 1, level.name]);
    const go = (key, value) => S.moveTo(editor, index, { competency: section.competency, level: section.level, [key]: value }, key);
    return div(
      { class: "pd-stacked" },
      section.block !== undefined && h(BlockSelect, { editor, index, section }),
      h(E.Text, { editor, path: [...path, "title"], label: gettext("Title") }),
      section.block === undefined && h(E.Text, { editor, path: [...path, "url"], label: gettext("Link"), type: "url", optional: true, placeholder: "https://" }),
      h(E.Area, {
        editor,
        path: [...path, "description"],
        label: gettext("Description"),
        rows: 3,
        optional: true,
        hint: section.block === undefined ? gettext("Who offers it, when, and how to take part.") : undefined,
      }),
      div(
        { class: "pd-pair" },
        h(E.Number, { editor, path: [...path, "minutes"], label: gettext("Minutes"), min: 1, placeholder: start.defaults.minutes }),
        h(E.Select, {
          editor,
          path: [...path, "elective"],
          label: gettext("Core or elective"),
          options: [
            [section.elective === false ? false : undefined, gettext("Core: required")],
            [true, gettext("Elective: offered")],
          ],
        }),
      ),
      h(Mastery, { editor, index, section }),
      details(
        { class: "pd-move", open: !S.hasCell(doc, section) },
        summary(null, gettext("Move to another competency or level")),
        div(
          { class: "pd-pair" },
          h(E.Select, { editor, path: [...path, "competency"], label: gettext("Competency"), options: list(doc.competencies).map(({ id, name }) => [id, name]), onPick: (id) => go("competency", id) }),
          h(E.Select, { editor, path: [...path, "level"], label: gettext("Leads to level"), options: levels, onPick: (level) => go("level", level) }),
        ),
      ),
      h(E.Problems, { editor, path }),
    );
  };

  const Entry = ({ editor, index, section, before, after, isShown }) => {
    const name = section.title || gettext("Without a title");
    const place = `sections.${index}`;
    return li(
      { class: isShown ? "pd-card" : "pd-card pd-folded" },
      div(
        { class: "pd-card-head" },
        button(
          { type: "button", class: "pd-cell-entry", "aria-expanded": isShown ? "true" : "false", "data-place": place, onClick: () => editor.show({ section: isShown ? null : index, cell: { competency: section.competency, level: section.level } }) },
          h("bdi", null, name),
          section.block === undefined && span({ class: "pd-tag" }, gettext("outside")),
        ),
        span(
          { class: "pd-list-buttons" },
          (before !== undefined || after !== undefined) && [
            h(E.IconButton, { key: "up", icon: "up", name: fill(gettext("Move “{name}” up"), { name }), "data-place": `${place}.up`, disabled: before === undefined, onClick: () => S.swap(editor, index, before, "up") }),
            h(E.IconButton, { key: "down", icon: "down", name: fill(gettext("Move “{name}” down"), { name }), "data-place": `${place}.down`, disabled: after === undefined, onClick: () => S.swap(editor, index, after, "down") }),
          ],
          h(E.IconButton, { icon: "remove", name: fill(gettext("Remove “{name}”"), { name }), onClick: () => S.remove(editor, index) }),
        ),
      ),
      isShown && h(Fields, { editor, index, section }),
    );
  };

  /* The chosen cell. `entries` are its { section, index }. */
  E.Cell = ({ editor, cell, entries, chosen }) =>
    div(
      { class: "pd-side", role: "region", "aria-label": S.nameOf(editor.doc, cell) },
      h(E.Button, { kind: "link", onClick: () => editor.show({ section: null, cell: null, focus: ["cell", cell.competency, cell.level] }) }, gettext("Back to the map")),
      h3({ tabindex: -1, "data-place": "chosen" }, h("bdi", null, S.nameOf(editor.doc, cell))),
      p(
        { class: "pd-muted" },
        entries.length
          ? fill(ngettext("{n} section leads a teacher there.", "{n} sections lead a teacher there.", entries.length), { n: E.number(entries.length) })
          : gettext("No section leads a teacher there yet."),
      ),
      entries.length > 0 &&
        ul(
          { class: "pd-cell-entries" },
          ...entries.map(({ section, index }, i) =>
            h(Entry, { editor, index, section, before: entries[i - 1]?.index, after: entries[i + 1]?.index, isShown: index === chosen, key: index }),
          ),
        ),
      h(Outline, { editor, cell, isOpen: !entries.length, key: `${cell.competency} ${cell.level}` }),
      div(
        { class: "pd-actions" },
        h(E.Button, { onClick: () => S.addOutside(editor, cell) }, gettext("Add an outside opportunity")),
      ),
    );
})();
