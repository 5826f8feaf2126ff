/* What can be done with sections: which cell of the map they are in, and every edit of them as a recipe. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { list, gettext, fill } = E;

  const taken = (doc) => list(doc.sections).map((section) => section.id);

  /* Teachers meet sections in this order, so a new one goes behind those of its competency that lead no higher. */
  const placeFor = (sections, { competency, level }) => {
    const own = sections.map((each, index) => ({ ...each, index })).filter((each) => each.competency === competency);
    const before = own.filter((each) => each.level <= level);
    if (before.length) return before[before.length - 1].index + 1;
    return own.length ? own[0].index : sections.length;
  };

  const inserted = (sections, at, section) => [...sections.slice(0, at), section, ...sections.slice(at)];
  const insert = (doc, at, section) => ({ ...doc, sections: inserted(list(doc.sections), at, section) });

  E.sections = {
    taken,
    placeFor,

    /* The sections of each cell, as { section, index }, by "competency level". */
    byCell: (doc) => {
      const cells = new Map();
      list(doc.sections).forEach((section, index) => {
        const key = `${section.competency} ${section.level}`;
        cells.set(key, [...(cells.get(key) ?? []), { section, index }]);
      });
      return cells;
    },

    competency: (doc, id) => list(doc.competencies).find((each) => each.id === id),

    nameOf: (doc, { competency, level }) =>
      fill(gettext("{competency}, {level}"), {
        competency: E.sections.competency(doc, competency)?.name ?? String(competency),
        level: list(doc.levels)[level]?.name ?? String(level),
      }),

    /* Whether a section has a cell: what it belongs to is there. */
    hasCell: (doc, { competency, level }) =>
      Boolean(E.sections.competency(doc, competency)) && Number.isInteger(level) && level >= 1 && level < list(doc.levels).length,

    /* The subsections and chapters of the course by their block, and what each is called. */
    inCourse: (course) =>
      new Map(
        list(course?.chapters).flatMap((chapter) => [
          [chapter.block, { ...chapter, isChapter: true }],
          ...chapter.subsections.map((part) => [part.block, { ...part, chapter }]),
        ]),
      ),

    /* What could be attached and is not: not in the document by itself or with its chapter, and free to be. */
    unattached: (doc, course) => {
      const mapped = new Set(list(doc.sections).map((section) => section.block));
      return list(course?.chapters)
        .filter((chapter) => !mapped.has(chapter.block))
        .flatMap((chapter) => chapter.subsections)
        .filter((part) => !mapped.has(part.block) && !part.has_this_pathway && !part.is_elsewhere);
    },

    /* Attach a part of the course to a cell. */
    attach: (editor, cell, { block, title }) => {
      const { doc } = editor;
      const at = placeFor(list(doc.sections), cell);
      const id = E.idFor(title, taken(doc), "section");
      editor.ui = { ...editor.ui, section: at, cell };
      editor.change(
        fill(gettext("Attached “{name}” to {cell}."), { name: title, cell: E.sections.nameOf(doc, cell) }),
        (before) => insert(before, at, { id, ...cell, title, block }),
      );
      editor.show({ focus: ["sections", at] });
    },

    /* Teachers who cannot go there are not to be stranded: what is outside begins as elective. */
    addOutside: (editor, cell) => {
      const { doc } = editor;
      const at = placeFor(list(doc.sections), cell);
      const id = E.idFor(`${cell.competency}-${cell.level}-outside`, taken(doc), "outside");
      editor.ui = { ...editor.ui, section: at, cell };
      editor.change(
        fill(gettext("Added an outside opportunity to {cell}. Give it a title."), { cell: E.sections.nameOf(doc, cell) }),
        (before) => insert(before, at, { id, ...cell, title: "", elective: true }),
      );
      editor.show({ focus: ["sections", at, "title"] });
    },

    remove: (editor, index) => {
      const { competency, level, title } = list(editor.doc.sections)[index];
      editor.ui = { ...editor.ui, section: null, cell: { competency, level } };
      editor.change(
        fill(gettext("Removed “{name}”. Undo brings it back."), { name: title || gettext("Without a name") }),
        (doc) => E.put(doc, ["sections", index], undefined),
      );
      editor.show({ focus: ["chosen"] });
    },

    /* Change places with a neighbour of the same cell. */
    swap: (editor, index, other, focus) => {
      const { title } = list(editor.doc.sections)[index];
      editor.ui = { ...editor.ui, section: other };
      editor.change(fill(gettext("Moved “{name}”."), { name: title }), (doc) => {
        const sections = [...doc.sections];
        [sections[index], sections[other]] = [sections[other], sections[index]];
        return { ...doc, sections };
      });
      editor.show({ focus: ["sections", other, focus] });
    },

    /* Take a section to another cell; it goes behind what is there. */
    moveTo: (editor, index, cell, focus) => {
      const section = list(editor.doc.sections)[index];
      if (section.competency === cell.competency && section.level === cell.level) return;
      const others = editor.doc.sections.filter((_, i) => i !== index);
      const at = placeFor(others, cell);
      editor.ui = { ...editor.ui, section: at, cell };
      editor.change(
        fill(gettext("Moved “{name}” to {cell}."), { name: section.title, cell: E.sections.nameOf(editor.doc, cell) }),
        (doc) => ({ ...doc, sections: inserted(others, at, { ...section, ...cell }) }),
      );
      editor.show({ focus: focus ? ["sections", at, focus] : ["sections", at] });
    },

    /* Stand for another part of the course; a title that was the old part's becomes the new one's. */
    setBlock: (editor, index, block) => {
      const parts = E.sections.inCourse(editor.course);
      const section = list(editor.doc.sections)[index];
      const isItsOwn = section.title && section.title !== parts.get(section.block)?.title;
      const title = isItsOwn ? section.title : parts.get(block).title;
      editor.change(fill(gettext("It is “{name}” now."), { name: parts.get(block).title }), (doc) =>
        E.put(doc, ["sections", index], { ...section, block, title }),
      );
    },

    /* The same minutes or the same evidence for every section of the course; returns how many changed. */
    setAll: (editor, values) => {
      const isNews = (section) =>
        section.block && Object.entries(values).some(([key, value]) => JSON.stringify(section[key]) !== JSON.stringify(value));
      const count = list(editor.doc.sections).filter(isNews).length;
      if (!count) return editor.say(gettext("All course sections have that already."));
      const words = E.ngettext("Changed {n} course section. Undo takes it back.", "Changed {n} course sections. Undo takes it back.", count);
      return editor.change(fill(words, { n: E.number(count) }), (doc) => ({
        ...doc,
        sections: doc.sections.map((section) => (isNews(section) ? JSON.parse(JSON.stringify({ ...section, ...values })) : section)),
      }));
    },
  };
})();
