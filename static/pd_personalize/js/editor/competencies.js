/* Competencies in their domains: found, added, moved by key and by pointer, and one of them opened in full. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, ngettext, fill, list, edits } = E;
  const { div, section, h3, h4, p, ul, li, span, label, input, details, summary } = tags;

  const PAGE = 100;
  const FOLD_ABOVE = 40;
  const FIND_ABOVE = 30;

  /* The last result for each of the things it was made of, as long as they are the same: documents are never edited. */
  const remember = (make) => {
    let known = [];
    let result;
    return (...given) => {
      if (known.length !== given.length || given.some((each, i) => each !== known[i])) {
        known = given;
        result = make(...given);
      }
      return result;
    };
  };

  /* Per domain, and without one, the positions of its competencies. */
  const groupsOf = remember((domains, competencies) => {
    const groups = list(domains).map((domain, at) => ({ domain, at, members: [] }));
    const rest = { domain: null, at: -1, members: [] };
    const byId = new Map([...groups].reverse().map((group) => [group.domain.id, group]));
    list(competencies).forEach((entry, i) => (byId.get(entry.domain) ?? rest).members.push(i));
    return rest.members.length || !groups.length ? [...groups, rest] : groups;
  });

  const countBy = (key) =>
    remember((entries) => {
      const counts = new Map();
      for (const entry of list(entries)) counts.set(entry[key], (counts.get(entry[key]) ?? 0) + 1);
      return counts;
    });
  const itemsOf = countBy("competency");
  const sectionsOf = countBy("competency");

  const problemsOf = remember((problems) => {
    const counts = new Map();
    for (const { path, is_warning: isWarning } of problems) {
      if (path[0] !== "competencies" || path.length < 2) continue;
      const count = counts.get(path[1]) ?? { errors: 0, warnings: 0 };
      count[isWarning ? "warnings" : "errors"] += 1;
      counts.set(path[1], count);
    }
    return counts;
  });

  E.groupsOf = (editor) => groupsOf(editor.doc.domains, editor.doc.competencies);

  const isFolded = (editor, group) => {
    if (!list(editor.doc.domains).length || group.members.includes(editor.ui.competency)) return false;
    return editor.ui.folds?.[group.domain?.id ?? ""] ?? list(editor.doc.competencies).length > FOLD_ABOVE;
  };

  const fold = (editor, group, folded) => {
    const isInside = group.members.includes(editor.ui.competency);
    editor.show({ folds: { ...editor.ui.folds, [group.domain?.id ?? ""]: folded }, ...(folded && isInside && { competency: undefined }) });
  };

  /* Put a competency elsewhere, and say so. */
  const place = (editor, from, domain, before, button) => {
    const name = E.nameOf(editor.doc.competencies[from]);
    const placed = edits.placeCompetency(editor.doc, from, domain, before);
    const { competency } = editor.ui;
    const selected = competency === from ? placed.index : competency === undefined ? undefined : placed.doc.competencies.indexOf(editor.doc.competencies[competency]);
    editor.change(fill(gettext("Moved “{name}”."), { name }), () => placed.doc);
    editor.show({
      competency: selected,
      folds: { ...editor.ui.folds, [domain ?? ""]: false },
      focus: button ? ["competencies", placed.index, button] : null,
    });
  };

  /* One step up or down: within the domain, then into the one before or after. */
  const step = (editor, groups, g, at, by) => {
    const { members, domain } = groups[g];
    const button = by < 0 ? "up" : "down";
    const to = members[at + by];
    if (to !== undefined) place(editor, members[at], domain?.id, by < 0 ? to : members[at + 2], button);
    else place(editor, members[at], groups[g + by].domain?.id, by < 0 ? undefined : groups[g + by].members[0], button);
  };

  const remove = (editor, at) => {
    const { items, sections, needs, pairs } = edits.hangingOn(editor.doc, at);
    const name = E.nameOf(editor.doc.competencies[at]);
    const words =
      items + sections + needs + pairs
        ? gettext("Removed “{name}” and all that hangs on it: questions {items}, sections {sections}, prerequisites of others {needs}, correlations {pairs}. Undo brings it all back.")
        : gettext("Removed “{name}”. Undo brings it back.");
    editor.change(fill(words, { name, items, sections, needs, pairs }), (doc) => edits.removeCompetency(doc, at));
    const isOpen = editor.ui.competency === at;
    const competency = isOpen ? undefined : editor.ui.competency > at ? editor.ui.competency - 1 : editor.ui.competency;
    editor.show({ competency, item: undefined, section: undefined, focus: ["competencies", Math.max(0, at - 1)] });
  };

  /* By pointer: before the row in its upper half, behind it in its lower. */
  let dragged = null;
  const mark = (row, where) => (where ? row.setAttribute("data-drop", where) : row.removeAttribute("data-drop"));
  const sideOf = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2 ? "before" : "after";
  };
  const dropProps = (onDrop, side = sideOf) => ({
    onDragOver: (event) => {
      if (dragged === null) return;
      event.preventDefault();
      mark(event.currentTarget, side(event));
    },
    onDragLeave: (event) => mark(event.currentTarget),
    onDrop: (event) => {
      mark(event.currentTarget);
      if (dragged === null) return;
      event.preventDefault();
      const from = dragged;
      dragged = null;
      onDrop(from, side(event));
    },
  });
  const gripProps = (at) => ({
    draggable: true,
    onDragStart: (event) => {
      dragged = at;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    },
    onDragEnd: () => (dragged = null),
  });

  /* A row is drawn anew only when what it shows is another; the open one always. */
  class Row extends E.preact.Component {
    shouldComponentUpdate(next) {
      return next.isOpen || this.props.isOpen || Object.keys(next).some((key) => key !== "groups" && next[key] !== this.props[key]);
    }

    render({ editor, entry, at, g, position, isOpen, isFirst, isLast, items, sections, errors, warnings }) {
      const name = E.nameOf(entry);
      const groups = () => E.groupsOf(editor);
      const facts = [
        items && fill(ngettext("{n} question", "{n} questions", items), { n: E.number(items) }),
        sections && fill(ngettext("{n} section", "{n} sections", sections), { n: E.number(sections) }),
        !isOpen && list(entry.prerequisites).length && fill(ngettext("{n} prerequisite", "{n} prerequisites", entry.prerequisites.length), { n: E.number(entry.prerequisites.length) }),
      ].filter(Boolean);
      const onDrop = (from, side) => {
        const { members, domain } = groups()[g];
        if (from !== at) place(editor, from, domain?.id, side === "before" ? at : members[position + 1]);
      };
      return li(
        { class: isOpen ? "pd-row pd-row-open" : "pd-row", "data-row": at, ...dropProps(onDrop) },
        div(
          { class: "pd-row-head" },
          h(E.Grip, { name, ...gripProps(at) }),
          h(
            "button",
            {
              type: "button",
              class: "pd-row-name",
              "aria-expanded": String(isOpen),
              "data-place": `competencies.${at}`,
              onClick: () => editor.show({ competency: isOpen ? undefined : at }),
            },
            h("bdi", null, name),
            facts.length > 0 && span({ class: "pd-muted" }, facts.join(" · ")),
            errors > 0 && span({ class: "pd-tag pd-tag-bad" }, fill(ngettext("{n} problem", "{n} problems", errors), { n: errors })),
            !errors && warnings > 0 && span({ class: "pd-tag pd-tag-warn" }, fill(ngettext("{n} warning", "{n} warnings", warnings), { n: warnings })),
          ),
          span(
            { class: "pd-list-buttons" },
            h(E.IconButton, { icon: "up", name: fill(gettext("Move “{name}” up"), { name }), "data-place": `competencies.${at}.up`, disabled: isFirst, onClick: () => step(editor, groups(), g, position, -1) }),
            h(E.IconButton, { icon: "down", name: fill(gettext("Move “{name}” down"), { name }), "data-place": `competencies.${at}.down`, disabled: isLast, onClick: () => step(editor, groups(), g, position, 1) }),
            h(E.IconButton, { icon: "remove", name: fill(gettext("Remove “{name}”"), { name }), onClick: () => remove(editor, at) }),
          ),
        ),
        isOpen && h(Opened, { editor, at, entry }),
      );
    }
  }

  const Opened = ({ editor, at, entry }) => {
    const path = ["competencies", at];
    const domains = list(editor.doc.domains);
    return div(
      { class: "pd-opened" },
      h(E.Problems, { editor, path }),
      div(
        { class: "pd-grid" },
        h(E.Text, { editor, path: [...path, "name"], label: gettext("Name of the competency") }),
        domains.length > 0 &&
          h(E.Select, {
            editor,
            path: [...path, "domain"],
            label: gettext("Domain"),
            options: [[undefined, gettext("Without a domain")], ...domains.map((domain) => [domain.id, E.nameOf(domain)])],
            onPick: (domain) => place(editor, at, domain, undefined, "domain"),
          }),
      ),
      h(E.Area, { editor, path: [...path, "description"], label: gettext("What teachers do who are good at it"), optional: true }),
      h(E.Needs, { editor, at, entry }),
      details(
        null,
        summary(null, gettext("Advanced")),
        h(E.IdField, {
          editor,
          path: [...path, "id"],
          label: gettext("Id of the competency"),
          taken: list(editor.doc.competencies).filter((_, i) => i !== at).map((each) => each.id),
          rename: (doc, id) => edits.renameCompetency(doc, at, id),
        }),
      ),
    );
  };

  const Rows = ({ editor, groups, g, found }) => {
    const { members, domain } = groups[g];
    const { doc, ui } = editor;
    const shown = members.map((at, position) => [at, position]).filter(([at]) => !found || found.has(at));
    const pages = ui.pages?.[domain?.id ?? ""] ?? 1;
    const needed = shown.findIndex(([at]) => at === ui.competency) + 1;
    const most = PAGE * Math.max(pages, Math.ceil(needed / PAGE));
    const problems = problemsOf(editor.problems);
    return [
      ul(
        { class: "pd-rows" },
        ...shown.slice(0, most).map(([at, position]) => {
          const entry = doc.competencies[at];
          return h(Row, {
            key: at,
            editor, entry, at, g, position,
            isOpen: at === ui.competency,
            isFirst: g === 0 && position === 0,
            isLast: g === groups.length - 1 && position === members.length - 1,
            items: itemsOf(doc.items).get(entry.id) ?? 0,
            sections: sectionsOf(doc.sections).get(entry.id) ?? 0,
            errors: problems.get(at)?.errors ?? 0,
            warnings: problems.get(at)?.warnings ?? 0,
          });
        }),
      ),
      shown.length > most &&
        h(
          E.Button,
          { kind: "link", onClick: () => editor.show({ pages: { ...ui.pages, [domain?.id ?? ""]: most / PAGE + 1 } }) },
          fill(gettext("Show more: {n} are left"), { n: E.number(shown.length - most) }),
        ),
    ];
  };

  const removeDomain = (editor, { domain, at, members }) => {
    const n = members.length;
    const words = n
      ? fill(ngettext("Removed “{name}”; its {n} competency is without a domain now. Undo brings it back.", "Removed “{name}”; its {n} competencies are without a domain now. Undo brings it back.", n), { name: E.nameOf(domain), n })
      : fill(gettext("Removed “{name}”. Undo brings it back."), { name: E.nameOf(domain) });
    editor.change(words, (doc) => edits.removeDomain(doc, at));
    editor.show({ focus: ["domains", Math.max(0, at - 1), "name"] });
  };

  const Group = ({ editor, groups, g, found }) => {
    const group = groups[g];
    const { domain, at, members } = group;
    const name = domain ? E.nameOf(domain) : gettext("Without a domain");
    const isClosed = !found && isFolded(editor, group);
    const id = `${editor.key}-domain-${at}`;
    const onDrop = (from) => place(editor, from, domain?.id, members[0]);
    return div(
      { class: "pd-domain", role: "group", "aria-label": name },
      list(editor.doc.domains).length > 0 &&
        div(
          { class: "pd-domain-head", ...dropProps(onDrop, () => "after") },
          h(
            "button",
            { type: "button", class: "pd-toggle", "aria-expanded": String(!isClosed), "aria-label": fill(gettext("Competencies of “{name}”"), { name }), onClick: () => fold(editor, group, !isClosed) },
            h("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "pd-icon" }, h("path", { d: "m5 8 5 5 5-5" })),
          ),
          domain ? div({ class: "pd-bare" }, h(E.Text, { editor, path: ["domains", at, "name"], label: gettext("Name of the domain") })) : h4({ class: "pd-bare" }, name),
          span({ class: "pd-muted pd-count" }, fill(ngettext("{n} competency", "{n} competencies", members.length), { n: E.number(members.length) })),
          domain && span({ class: "pd-list-buttons" }, h(E.ListButtons, { editor, path: ["domains"], index: at, name, canRemove: false }), h(E.IconButton, { icon: "remove", name: fill(gettext("Remove “{name}”"), { name }), onClick: () => removeDomain(editor, group) })),
          domain && h(E.Problems, { editor, path: ["domains", at] }),
        ),
      ...(isClosed ? [] : Rows({ editor, groups, g, found })),
      !isClosed &&
        !found &&
        h(E.NewEntry, {
          id,
          label: domain ? fill(gettext("A new competency in “{name}”"), { name }) : gettext("A new competency"),
          button: gettext("Add competency"),
          onAdd: (words) => editor.change(fill(gettext("Added “{name}”."), { name: words }), (doc) => edits.addCompetency(doc, words, domain?.id)),
        }),
    );
  };

  const Find = ({ editor }) => {
    const id = `${editor.key}-find`;
    return div(
      { class: "pd-entry" },
      label({ for: id }, gettext("Find a competency")),
      input({ id, class: "pd-input", type: "search", dir: "auto", autocomplete: "off", value: editor.ui.find ?? "", onInput: ({ target }) => editor.show({ find: target.value }) }),
    );
  };

  E.Competencies = ({ editor }) => {
    const { doc, ui } = editor;
    const all = list(doc.competencies);
    const groups = E.groupsOf(editor);
    const wanted = all.length > FIND_ABOVE ? (ui.find ?? "").trim().toLowerCase() : "";
    const found = wanted ? new Set(all.flatMap((entry, i) => (`${entry.name} ${entry.id}`.toLowerCase().includes(wanted) ? [i] : []))) : null;
    const shown = groups.map((group, g) => [group, g]).filter(([{ members }]) => !found || members.some((at) => found.has(at)));
    return section(
      { class: "pd-competencies", "aria-label": gettext("Competencies") },
      h3({ class: "pd-subtitle" }, gettext("Competencies")),
      p({ class: "pd-muted" }, gettext("What teachers get better at. Domains are groups of them; teachers see them in this order.")),
      h(E.Problems, { editor, path: ["competencies"] }),
      h(E.Problems, { editor, path: ["domains"] }),
      all.length > FIND_ABOVE && h(Find, { editor }),
      found && !found.size && p(null, gettext("No competency of that name.")),
      div({ class: "pd-domains", "data-place": "competencies", tabindex: -1 }, ...shown.map(([group, g]) => h(Group, { key: group.at, editor, groups, g, found }))),
      h(E.NewEntry, {
        id: `${editor.key}-new-domain`,
        place: "domains",
        label: gettext("A new domain"),
        button: gettext("Add domain"),
        onAdd: (words) => editor.change(fill(gettext("Added the domain “{name}”."), { name: words }), (doc) => edits.addDomain(doc, words)),
      }),
    );
  };
})();
