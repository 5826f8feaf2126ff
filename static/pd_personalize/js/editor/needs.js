/* What a competency waits for, as sentences with choices in them. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, fill, list, put } = E;
  const { div, p, ul, li, span, select, option, optgroup, h4 } = tags;

  const chosenFrom = (value, options) => (options.some(([each]) => each === value) ? options : [[value, value === undefined ? gettext("Choose…") : String(value)], ...options]);

  const Pick = ({ editor, path, label, options }) => {
    const value = editor.get(path);
    const all = chosenFrom(value, options);
    return select(
      {
        "aria-label": label,
        "data-place": path.join("."),
        onChange: ({ target }) => editor.set(path, all[Number(target.value)][0]),
      },
      ...all.map(([each, words], i) => option({ value: String(i), selected: each === value }, words)),
    );
  };

  /* Every other competency, in its domain. Thousands of options: drawn anew only when a name or the choice is another. */
  class PickCompetency extends E.preact.Component {
    groups(editor) {
      const { competencies } = editor.doc;
      return E.groupsOf(editor).map(({ domain, members }) => [domain && E.nameOf(domain), members.filter((i) => i !== this.props.except).map((i) => [competencies[i].id, E.nameOf(competencies[i])])]);
    }

    shouldComponentUpdate(next) {
      return next.value !== this.props.value || next.at !== this.props.at || next.way !== this.props.way || JSON.stringify(this.groups(next.editor)) !== this.drawn;
    }

    render({ editor, path, value }) {
      const groups = this.groups(editor);
      this.drawn = JSON.stringify(groups);
      const isKnown = groups.some(([, members]) => members.some(([id]) => id === value));
      const options = (members) => members.map(([id, words]) => option({ value: id, selected: id === value }, words));
      return select(
        {
          "aria-label": gettext("Competency that is needed"),
          "data-place": path.join("."),
          onChange: ({ target }) => editor.set(path, target.value),
        },
        !isKnown && option({ value: value ?? "", selected: true }, value || gettext("Choose…")),
        ...groups.flatMap(([name, members]) => (name ? [members.length > 0 && optgroup({ label: name }, ...options(members))] : options(members))),
      );
    }
  }

  /* What to offer first: the competency before this one. */
  const likely = (editor, at) => list(editor.doc.competencies)[at === 0 ? 1 : at - 1];

  const change = (editor, words, path, next, focus) => {
    editor.change(words, (doc) => put(doc, path, next.length ? next : undefined));
    editor.show({ focus });
  };

  const Way = ({ editor, at, path, way, index, ways }) => {
    const here = [...path, "any_of", index];
    const competency = span({ class: "pd-choice" }, h(PickCompetency, { editor, path: [...here, "competency"], value: way.competency, except: at, way: here.join(".") }));
    const level = span({ class: "pd-choice" }, h(Pick, { editor, path: [...here, "level"], label: gettext("Level that is needed"), options: E.levelChoices(editor.doc) }));
    const sentence = index === 0 ? gettext("{competency} at {level}") : gettext("or {competency} at {level}");
    return li(
      { class: "pd-way" },
      ...E.sentence(sentence, { competency, level }),
      ways.length > 1 &&
        h(E.IconButton, {
          icon: "remove",
          name: gettext("Remove this alternative"),
          onClick: () => change(editor, gettext("Removed the alternative. Undo brings it back."), [...path, "any_of"], ways.filter((_, i) => i !== index), [...path, "any_of", Math.max(0, index - 1), "competency"]),
        }),
      h(E.Problems, { editor, path: here, below: true }),
    );
  };

  const Need = ({ editor, at, index, needs }) => {
    const root = ["competencies", at, "prerequisites"];
    const path = [...root, index];
    const ways = list(needs[index].any_of);
    const level = span({ class: "pd-choice" }, h(Pick, { editor, path: [...path, "level"], label: gettext("Level that waits"), options: E.levelChoices(editor.doc) }));
    return div(
      { class: "pd-need", role: "group", "aria-label": fill(gettext("Prerequisite {n}"), { n: index + 1 }) },
      div(
        { class: "pd-need-head" },
        div({ class: "pd-way" }, ...E.sentence(gettext("Before {level} can open:"), { level })),
        h(E.IconButton, {
          icon: "remove",
          name: fill(gettext("Remove prerequisite {n}"), { n: index + 1 }),
          onClick: () => change(editor, gettext("Removed the prerequisite. Undo brings it back."), root, needs.filter((_, i) => i !== index), index > 0 ? [...root, index - 1, "level"] : root),
        }),
      ),
      ul({ class: "pd-ways" }, ...ways.map((way, i) => h(Way, { editor, at, path, way, index: i, ways, key: i }))),
      h(E.Problems, { editor, path }),
      h(E.Problems, { editor, path: [...path, "level"] }),
      h(E.Problems, { editor, path: [...path, "any_of"] }),
      h(
        E.Button,
        {
          kind: "link",
          onClick: () => change(editor, gettext("Added an alternative: one of them is enough."), [...path, "any_of"], [...ways, { competency: likely(editor, at).id, level: 1 }], [...path, "any_of", ways.length, "competency"]),
        },
        gettext("Or something else"),
      ),
    );
  };

  E.Needs = ({ editor, at, entry }) => {
    const root = ["competencies", at, "prerequisites"];
    const needs = list(entry.prerequisites);
    const other = likely(editor, at);
    const canAdd = other && list(editor.doc.levels).length > 1;
    return div(
      { class: "pd-needs", role: "group", "aria-label": gettext("Prerequisites") },
      h4({ class: "pd-subtitle" }, gettext("Prerequisites")),
      p({ class: "pd-muted" }, canAdd ? gettext("What a teacher needs elsewhere before a level of this competency opens. Each must hold; of alternatives one is enough.") : gettext("Once there are two levels and another competency, a level can wait for it.")),
      needs.length > 0 && ul({ class: "pd-needs-list" }, ...needs.map((_, i) => li({ key: i }, h(Need, { editor, at, index: i, needs })))),
      h(E.Problems, { editor, path: root }),
      canAdd &&
        h(
          E.Button,
          {
            "data-place": root.join("."),
            onClick: () => change(editor, gettext("Added a prerequisite."), root, [...needs, { level: 1, any_of: [{ competency: other.id, level: 1 }] }], [...root, needs.length, "level"]),
          },
          gettext("Add a prerequisite"),
        ),
    );
  };
})();
