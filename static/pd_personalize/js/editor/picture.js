/* What became of the synthetic teachers: a picture that is a table, and plain sentences. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, ngettext, fill, list } = E;
  const { div, h4, p, ul, li, b, table, caption, thead, tbody, tr, th, td, span, details, summary } = tags;

  const MOST_UNFOLDED = 5;

  /* Author text as words: markup is for teachers' screens. */
  E.words = (text) => new DOMParser().parseFromString(String(text ?? ""), "text/html").body.textContent;

  const percent = (share) =>
    new Intl.NumberFormat(document.documentElement.lang || "en", { style: "percent", maximumFractionDigits: 0 }).format(share);

  /* The whole in a few sentences. */
  const sentences = ({ questions, minutes, measured, all }) => {
    const most = Math.ceil(questions.nine_in_ten);
    const told = [
      fill(
        ngettext(
          "Nine in ten teachers are done after {questions} question and {minutes} min.",
          "Nine in ten teachers are done after {questions} questions and {minutes} min.",
          most,
        ),
        { questions: E.number(most), minutes: E.number(Math.ceil(minutes.nine_in_ten)) },
      ),
    ];
    if (!measured.placements) return [...told, gettext("Nobody answers enough questions about any competency to be placed: everybody starts at the beginning.")];
    return [
      ...told,
      fill(gettext("{share} of the placements are exactly right."), { share: percent(measured.exact) }),
      fill(gettext("{share} are right or one level off."), { share: percent(measured.within_one) }),
      fill(gettext("{share} are too high: such a teacher may be spared something useful."), { share: percent(measured.too_high) }),
      measured.placements < all.placements &&
        fill(gettext("{share} of the starts rest on too few answers of their own to go by; most of these are at the beginning."), {
          share: percent(1 - measured.placements / all.placements),
        }),
    ].filter(Boolean);
  };

  const cell = (role, ...children) => td({ role }, ...children);
  const head = (words) => th({ scope: "col", role: "columnheader" }, words);

  const HowLong = ({ found: { questions, minutes } }) => {
    const row = (words, spread, digits) =>
      tr(
        { role: "row" },
        th({ scope: "row", role: "rowheader" }, words),
        ...["mean", "nine_in_ten", "most"].map((key) => cell("cell", E.number(spread[key], digits))),
      );
    return table(
      { class: "pd-spread", role: "table" },
      caption(null, gettext("How long it takes")),
      thead({ role: "rowgroup" }, tr({ role: "row" }, td({ role: "cell" }), head(gettext("On average")), head(gettext("Nine in ten need at most")), head(gettext("The most")))),
      tbody({ role: "rowgroup" }, row(gettext("Questions"), questions, 1), row(gettext("Minutes"), minutes, 1)),
    );
  };

  /* One row for each competency, one bar for each level. */
  const Levels = ({ found }) => {
    const names = found.level_names.map(E.words);
    return table(
      { class: "pd-levels", role: "table" },
      caption(null, fill(gettext("Where {n} teachers start"), { n: E.number(found.teachers) })),
      thead({ role: "rowgroup" }, tr({ role: "row" }, td({ role: "cell" }), ...names.map((name) => head(h("bdi", null, name))))),
      tbody(
        { role: "rowgroup" },
        ...found.levels.map(({ competency, name, teachers }) =>
          tr(
            { role: "row", key: competency },
            th({ scope: "row", role: "rowheader" }, h("bdi", null, E.words(name))),
            ...teachers.map((count, level) =>
              td(
                { role: "cell", class: count ? undefined : "pd-nobody" },
                span({ class: "pd-level-name", "aria-hidden": "true" }, names[level]),
                span({ class: "pd-bar", "aria-hidden": "true" }, h("i", { style: { inlineSize: `${(100 * count) / found.teachers}%` } })),
                span(null, E.number(count)),
              ),
            ),
          ),
        ),
      ),
    );
  };

  /* Something that never happened, with the way to where it is written. */
  const Never = ({ title, hint, entries }) =>
    entries.length > 0 &&
    details(
      { class: "pd-details", open: entries.length <= MOST_UNFOLDED },
      summary(null, b(null, title), span({ class: "pd-muted" }, ` (${E.number(entries.length)})`)),
      p({ class: "pd-muted" }, hint),
      ul({ class: "pd-never" }, ...entries.map(({ key, words, go }) => li({ key }, go ? h(E.Button, { kind: "link", onClick: go }, h("bdi", null, words)) : h("bdi", null, words)))),
    );

  /* Entries of one list of the draft by their ids, as they were named when it was tried out. */
  const named = (editor, doc, key, ids, wordsOf) => {
    const then = new Map(list(doc[key]).map((entry) => [entry.id, entry]));
    const now = new Map(list(editor.doc?.[key]).map((entry, index) => [entry.id, index]));
    return ids.map((id) => ({
      key: id,
      words: E.words(wordsOf(then.get(id) ?? {})) || id,
      go: now.has(id) ? () => editor.goTo([key, now.get(id)]) : null,
    }));
  };

  const deadLevels = (editor, doc, found) =>
    found.dead_levels.map(({ competency, level }) => {
      const [entry] = named(editor, doc, "competencies", [competency], ({ name }) => name);
      return { ...entry, key: `${competency}-${level}`, words: fill(gettext("{competency}: {level}"), { competency: entry.words, level: E.words(found.level_names[level]) }) };
    });

  E.Picture = ({ editor, run }) => {
    const { found, doc, isWorse } = run;
    const never = [
      {
        title: gettext("Levels at which nobody starts"),
        hint: gettext("Either the questions cannot tell this level from the next, or it is too rare. A level that nobody is placed at helps nobody."),
        entries: deadLevels(editor, doc, found),
      },
      {
        title: gettext("Sections that nobody can ever enter"),
        hint: gettext("Whatever these teachers do before, they stay shut. Look at the prerequisites."),
        entries: named(editor, doc, "sections", found.unreachable_sections, ({ title }) => title),
      },
      {
        title: gettext("Core sections nobody needs"),
        hint: gettext("Everybody is already past them. Make them optional, or ask harder questions."),
        entries: named(editor, doc, "sections", found.unneeded_sections, ({ title }) => title),
      },
      {
        title: gettext("Questions that nobody was asked"),
        hint: gettext("Others always tell more. Leave them for re-checks and calibration, or take them out."),
        entries: named(editor, doc, "items", found.items_never_asked, ({ prompt }) => prompt),
      },
    ];
    return div(
      { class: "pd-picture" },
      h4({ class: "pd-subtitle" }, fill(ngettext("What became of {n} teacher", "What became of {n} teachers", found.teachers), { n: E.number(found.teachers) })),
      isWorse && p({ class: "pd-muted" }, gettext("Supposing that the questions are worse than you think.")),
      ul({ class: "pd-facts" }, ...sentences(found).map((sentence) => li({ key: sentence }, sentence))),
      h(Levels, { found }),
      h(HowLong, { found }),
      never.some(({ entries }) => entries.length)
        ? never.map((each) => h(Never, { ...each, key: each.title }))
        : p(null, gettext("Every level, every section and every question came to somebody.")),
    );
  };
})();
