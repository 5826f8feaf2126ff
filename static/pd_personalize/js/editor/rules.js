/* The rules, each with what it means for a teacher. What is left empty takes the server's default. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, fill, list } = E;
  const { div, h3, p, section, details, summary } = tags;

  const defaultOf = (editor, key) => editor.start.defaults.rules[key];
  const valueOf = (editor, key) => editor.get(["rules", key]) ?? defaultOf(editor, key);

  /* A rule that is one of several words. The default leaves the document, unless it is written there. */
  const Choice = ({ editor, rule, words, ...props }) => {
    const written = editor.get(["rules", rule]);
    const options = Object.entries(words).map(([value, text]) => [value === defaultOf(editor, rule) && written !== value ? undefined : value, text]);
    return h(E.Select, { editor, path: ["rules", rule], options, ...props });
  };

  const Amount = ({ editor, rule, per = 1, ...props }) => {
    const usual = defaultOf(editor, rule);
    const placeholder = usual === null || usual === undefined ? props.placeholder : usual * per;
    return h(E.Number, { editor, path: ["rules", rule], per, isNarrow: false, ...props, placeholder });
  };

  const Group = ({ title, children }) =>
    section({ class: "pd-rules", "aria-label": title }, h3({ class: "pd-subtitle" }, title), div({ class: "pd-grid" }, children));

  const hold = ({ editor }) =>
    h(
      Group,
      { title: gettext("What the pathway may do") },
      h(Choice, {
        editor,
        rule: "mode",
        label: gettext("Firm or advisory"),
        words: { firm: gettext("Firm: sections stay shut until they are ready"), advisory: gettext("Advisory: nothing is shut") },
        hint: gettext("Firm, the course keeps a section shut for a teacher until what it builds on is done. Advisory, teachers see the same order and may go anywhere."),
      }),
      h(Choice, {
        editor,
        rule: "exempt_grades",
        label: gettext("Graded work that a teacher may leave out"),
        words: { nothing: gettext("Counts as the course's grading says"), full_marks: gettext("Counts in full") },
        hint: gettext("In full, a teacher who is placed past graded work can still earn the certificate. Otherwise work that was never done counts as zero."),
      }),
    );

  const howSure = (editor) => {
    const chance = Number(valueOf(editor, "stop_probability"));
    return fill(gettext("A level is settled once it is {share} likely: of ten teachers who are placed that way, about {n} are placed rightly. More certainty asks more questions."), {
      share: new Intl.NumberFormat(document.documentElement.lang || "en", { style: "percent" }).format(chance),
      n: E.number(chance * 10),
    });
  };

  const sitting = ({ editor, isModel }) =>
    h(
      Group,
      { title: gettext("How long the questions take") },
      h(Amount, { editor, rule: "max_questions", label: gettext("Questions at most"), whole: true, min: 1, hint: gettext("A teacher is asked no more than this in one sitting, and mostly fewer. What was not measured starts low; a teacher can go on later.") }),
      h(Amount, { editor, rule: "max_minutes", label: gettext("Minutes at most"), min: 1, hint: gettext("When the questions asked so far would take this long, the sitting ends.") }),
      isModel && h(Amount, { editor, rule: "stop_probability", per: 100, label: gettext("How sure to be, in %"), min: 51, max: 99, hint: howSure(editor) }),
      isModel &&
        h(Amount, { editor, rule: "extra_questions", label: gettext("Extra questions for close calls"), whole: true, min: 0, hint: gettext("Where answers lie between two levels, a teacher is asked up to so many questions more, if the minutes allow it.") }),
    );

  /* Rules that the server may not know yet are not offered. */
  const higher = ({ editor }) =>
    h(
      Group,
      { title: gettext("Starting higher, and doing it again") },
      defaultOf(editor, "start_higher") !== undefined &&
        h(Choice, {
          editor,
          rule: "start_higher",
          label: gettext("Who may start higher by their own word"),
          words: {
            anyone: gettext("Anyone, at any level"),
            borderline: gettext("One level up, where the answers do not settle it"),
            nobody: gettext("Nobody: a check or a coach decides"),
          },
          hint: gettext("A teacher who thinks the suggested start is too low may choose a higher one. Starting lower is always free."),
        }),
      h(Amount, { editor, rule: "rechecks", label: gettext("Checks again in one competency"), whole: true, min: 0, hint: gettext("So many times a teacher may answer a few fresh questions about one competency to start higher there. 0 is never.") }),
      defaultOf(editor, "retakes") !== undefined &&
        h(Amount, { editor, rule: "retakes", label: gettext("New diagnostics after the first"), whole: true, min: 0, placeholder: gettext("no limit"), hint: gettext("How often a teacher may answer everything anew. Left empty, as often as they like; 0 is never. A lower result never takes anything away.") }),
      defaultOf(editor, "retake_after_days") !== undefined &&
        h(Amount, { editor, rule: "retake_after_days", label: gettext("Days between two diagnostics"), whole: true, min: 0, hint: gettext("A teacher waits so many days before answering everything anew.") }),
    );

  /* Where levels begin on the average of the answers: all of them, or none. */
  const Cuts = ({ editor }) => {
    const path = ["rules", "average_cuts"];
    const levels = list(editor.get(["levels"])).slice(1);
    const cuts = editor.get(path);
    const midway = levels.map((_, i) => Number(((i + 0.5) / levels.length).toFixed(3)));
    if (!Array.isArray(cuts) || !cuts.length)
      return div(
        { class: "pd-stacked", "data-place": path.join(".") },
        p({ class: "pd-muted" }, gettext("Each level begins midway between the levels around it.")),
        h(E.Button, { onClick: () => editor.change(gettext("Each level has a place of its own to begin at now."), (doc) => E.put(doc, path, midway)) }, gettext("Say where each level begins")),
      );
    const whole = Object.create(editor, { set: { value: (place, value) => value !== undefined && editor.set(place, value) } });
    return div(
      { class: "pd-stacked", "data-place": path.join(".") },
      ...cuts.map((_, i) =>
        h(E.Number, { editor: whole, path: [...path, i], isNarrow: false, per: 100, min: 1, max: 99, key: i, label: fill(gettext("{level} begins at, in %"), { level: levels[i]?.name ?? i + 1 }) }),
      ),
      h(E.Problems, { editor, path }),
      p({ class: "pd-muted" }, gettext("0% is the lowest answer everywhere, 100% the highest.")),
      h(E.Button, { onClick: () => editor.change(gettext("Each level begins midway again."), (doc) => E.put(doc, path, undefined)) }, gettext("Midway again")),
    );
  };

  const scoring = ({ editor, isModel }) =>
    h(
      Group,
      { title: gettext("How answers become levels") },
      h(Choice, {
        editor,
        rule: "scoring",
        label: gettext("Scoring"),
        words: { model: gettext("By the model: each answer picks the next question"), average: gettext("By the average: the same questions for everybody") },
        hint: gettext("By the model a teacher is asked less and learns how sure a level is. By the average anyone can work a level out by hand, and nothing is said about how sure it is."),
      }),
      !isModel && h(Cuts, { editor }),
    );

  const advanced = ({ editor, isModel }) =>
    details(
      { class: "pd-details pd-rules" },
      summary(null, gettext("Advanced")),
      div(
        { class: "pd-grid" },
        h(Amount, { editor, rule: "own_answers", label: gettext("Answers that a level rests on, at least"), whole: true, min: 1, hint: gettext("No teacher is placed above the lowest level on fewer answers about that very competency. Left empty, it follows from how many questions there are.") }),
        isModel && h(Amount, { editor, rule: "stop_standard_error", label: gettext("Settled at this standard error"), min: 0, step: 0.05, hint: gettext("In logits. A competency is settled as well once its estimate is as exact as this, whichever comes first.") }),
        h(E.Flag, {
          editor,
          path: ["rules", "explore"],
          label: gettext("One question of a sitting is drawn at random"),
          off: false,
          byDefault: defaultOf(editor, "explore"),
          hint: gettext("So that every question is answered now and then, and how hard it is can be learnt from your teachers' answers."),
        }),
      ),
    );

  E.panels.rules = ({ editor }) => {
    const isModel = valueOf(editor, "scoring") !== "average";
    const props = { editor, isModel };
    return div(
      { class: "pd-stacked" },
      p({ class: "pd-muted" }, gettext("What you leave as it is works for most courses. Emptied fields go back to the value shown in grey.")),
      h(E.Problems, { editor, path: ["rules"] }),
      hold(props),
      sitting(props),
      higher(props),
      scoring(props),
      advanced(props),
    );
  };
})();
