/* What most frameworks can leave alone: ids, where levels begin on the scale, how competencies go together. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, ngettext, fill, list, put, edits } = E;
  const { div, label, input, p, h4, details, summary } = tags;

  /* An id, renamed with all that refers to it once it is typed to its end. One that is taken would tie two entries
     together for good, so it is refused here. */
  E.IdField = class IdField extends E.preact.Component {
    commit(typed) {
      const { editor, path, taken, rename } = this.props;
      const id = typed.trim();
      const was = editor.get(path);
      const isTaken = taken.some((other) => String(other).toLowerCase() === id.toLowerCase());
      this.setState({ refused: isTaken ? fill(gettext("Another entry has the id {id}."), { id }) : "" });
      if (!id || isTaken || id === was) return;
      editor.change(fill(gettext("The id is {id} now, and so is all that refers to it."), { id }), (doc) => rename(doc, id));
    }

    render({ editor, path, label: words }, { refused }) {
      const place = path.join(".");
      const id = `${editor.key}-${place}`.replace(/[^\w-]/g, "-");
      return div(
        { class: "pd-entry pd-narrow" },
        label({ for: id }, words),
        input({
          id,
          class: "pd-input",
          dir: "ltr",
          autocomplete: "off",
          spellcheck: false,
          "data-place": place,
          "aria-describedby": refused ? `${id}-refused` : undefined,
          value: editor.get(path) ?? "",
          onChange: ({ target }) => this.commit(target.value),
        }),
        refused && p({ class: "pd-at-error", id: `${id}-refused`, role: "alert" }, refused),
        h(E.Problems, { editor, path }),
      );
    }
  };

  const CUTS = ["scale", "cuts"];

  /* The usual scale: one logit apart, centred on 0. */
  const usualCuts = (levels) => Array.from({ length: levels - 1 }, (_, i) => i + 1 - levels / 2);

  /* One cut typed: then all of them are given. */
  const setCut = (editor, at, usual, value) => {
    const given = list(editor.get(CUTS));
    editor.set(CUTS, usual.map((cut, i) => (i === at ? value : (given[i] ?? cut))));
  };

  const Scale = ({ editor }) => {
    const levels = list(editor.doc.levels);
    const usual = usualCuts(levels.length);
    const given = list(editor.get(CUTS));
    return div(
      { class: "pd-advanced-part" },
      h4({ class: "pd-subtitle" }, gettext("Where levels begin")),
      p({ class: "pd-muted" }, gettext("On the scale that abilities are measured on, in logits. Left alone, levels are one apart around 0, which suits questions written for these levels.")),
      div(
        { class: "pd-grid" },
        ...usual.map((cut, at) => {
          const id = `${editor.key}-cut-${at}`;
          return div(
            { class: "pd-entry pd-narrow", key: at },
            label({ for: id }, fill(gettext("{level} begins at"), { level: E.levelName(editor.doc, at + 1) })),
            input({
              id,
              class: "pd-input",
              type: "number",
              step: "any",
              "data-place": `scale.cuts.${at}`,
              placeholder: String(cut),
              value: given[at] ?? "",
              onInput: ({ target }) => target.value !== "" && setCut(editor, at, usual, Number(target.value)),
              onBlur: () => (editor.typingAt = null),
            }),
            h(E.Problems, { editor, path: [...CUTS, at] }),
          );
        }),
        h(E.Number, { editor, path: ["scale", "prior_mean"], label: gettext("Ability expected before any answer"), placeholder: 0 }),
        h(E.Number, { editor, path: ["scale", "prior_sd"], label: gettext("How widely abilities spread"), placeholder: levels.length / 2 }),
      ),
      h(E.Problems, { editor, path: ["scale"] }),
      h(E.Problems, { editor, path: CUTS }),
      editor.doc.scale !== undefined &&
        h(E.Button, { onClick: () => editor.change(gettext("The usual scale is back."), (doc) => put(doc, ["scale"], undefined)) }, gettext("Back to the usual scale")),
    );
  };

  const Together = ({ editor }) => {
    const pairs = list(editor.doc.correlations?.pairs).length;
    return div(
      { class: "pd-advanced-part" },
      h4({ class: "pd-subtitle" }, gettext("How competencies go together")),
      p({ class: "pd-muted" }, gettext("What a teacher answers about one competency says a little about the others, so that fewer questions are needed. From -0.95 to 0.95; 0 measures each by itself.")),
      div(
        { class: "pd-grid" },
        h(E.Number, { editor, path: ["correlations", "within"], label: gettext("Within a domain"), min: -0.95, max: 0.95, step: 0.05, placeholder: 0.6, hint: gettext("Whoever is good at one competency of a domain tends to be good at its others.") }),
        h(E.Number, { editor, path: ["correlations", "between"], label: gettext("Between any other two"), min: -0.95, max: 0.95, step: 0.05, placeholder: 0.4, hint: gettext("It usually holds less for competencies of different domains, or of none.") }),
      ),
      h(E.Problems, { editor, path: ["correlations"] }),
      h(E.Problems, { editor, path: ["correlations", "pairs"], below: true }),
      pairs > 0 && p(null, fill(ngettext("{n} pair is known better, from a calibration.", "{n} pairs are known better, from a calibration.", pairs), { n: E.number(pairs) })),
      pairs > 0 && h(E.Button, { onClick: () => editor.change(gettext("The pairs are forgotten. Undo brings them back."), (doc) => put(doc, ["correlations", "pairs"], undefined)) }, gettext("Forget the pairs")),
    );
  };

  const DomainIds = ({ editor }) => {
    const domains = list(editor.doc.domains);
    if (!domains.length) return null;
    return div(
      { class: "pd-advanced-part" },
      h4({ class: "pd-subtitle" }, gettext("Ids of the domains")),
      p({ class: "pd-muted" }, gettext("By an id, files and records find an entry again. Keep it when you change a name. A competency's own is where the competency is.")),
      div(
        { class: "pd-grid" },
        ...domains.map((domain, at) =>
          h(E.IdField, {
            key: at,
            editor,
            path: ["domains", at, "id"],
            label: E.nameOf(domain),
            taken: domains.filter((_, i) => i !== at).map((each) => each.id),
            rename: (doc, id) => edits.renameDomain(doc, at, id),
          }),
        ),
      ),
    );
  };

  E.FrameworkAdvanced = ({ editor }) =>
    details(
      { class: "pd-details" },
      summary(null, gettext("Advanced: ids, scale, correlations")),
      h(Scale, { editor }),
      h(Together, { editor }),
      h(DomainIds, { editor }),
    );
})();
