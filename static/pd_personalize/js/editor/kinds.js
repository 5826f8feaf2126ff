/* The four kinds of question: when to use each, what a new one begins with, and what stays of one that changes its kind. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { gettext, fill, list } = E;

  E.KINDS = ["rubric", "frequency", "choice", "scenario"];
  E.isKeyed = (kind) => kind === "choice" || kind === "scenario";

  E.kindWords = (kind) =>
    ({
      rubric: {
        name: gettext("Rubric"),
        use: gettext("Use it where you can say what each level looks like in class: teachers pick the statement closest to theirs, and as a self-rating it counts less than a check."),
        weight: gettext("self-rating"),
        add: gettext("Add a rubric"),
        prompt: gettext("In the last month, what usually happened when…?"),
        level: "",
      },
      frequency: {
        name: gettext("Frequency"),
        use: gettext("Use it for a habit that can be counted in a span of time teachers remember; as a self-rating of one habit, it counts least."),
        weight: gettext("self-rating"),
        add: gettext("Add a frequency question"),
        prompt: gettext("In how many of your last ten lessons did…?"),
        level: gettext("The highest answer shows"),
      },
      choice: {
        name: gettext("Choice"),
        use: gettext("Use it to check knowledge that has one right answer; a check counts more than what teachers say of themselves."),
        weight: gettext("check"),
        add: gettext("Add a choice question"),
        prompt: gettext("Which of these would help students most?"),
        level: gettext("The right answer shows"),
      },
      scenario: {
        name: gettext("Scenario"),
        use: gettext("Use it for a moment in a lesson where some answers are partly right; a check counts more than what teachers say of themselves."),
        weight: gettext("check"),
        add: gettext("Add a scenario"),
        prompt: gettext("Describe one moment in a lesson. What do you do next?"),
        level: gettext("The best answer shows"),
      },
    })[kind] ?? { name: gettext("Unknown kind"), use: gettext("Choose one of the kinds for these questions."), weight: "", add: "", prompt: "", level: gettext("The best answer shows") };

  /* Answers to begin a frequency question with, each set with the kind of question it answers. */
  E.readyAnswers = () => [
    [gettext("In how many of your last ten lessons…"), [gettext("None"), gettext("One or two"), gettext("Three to five"), gettext("Six or more")]],
    [gettext("How often in the last two weeks…"), [gettext("Not at all"), gettext("Once"), gettext("Two or three times"), gettext("Four times or more")]],
    [gettext("In the last month…"), [gettext("In no week"), gettext("In one week"), gettext("In two or three weeks"), gettext("In every week")]],
    [gettext("How many of your students…"), [gettext("None of them"), gettext("A few"), gettext("About half"), gettext("Most or all of them")]],
  ];

  /* The level that a competency's questions show least often so far; a rubric shows all of them. */
  const levelToShow = (doc, competency) => {
    const levels = E.levelChoices(doc).map(([level]) => level);
    const shown = list(doc.items).filter((item) => item.competency === competency).map((item) => item.level);
    const times = (level) => shown.filter((each) => each === level).length;
    return levels.sort((a, b) => times(a) - times(b) || a - b)[0] ?? 1;
  };

  const NEW_ANSWERS = {
    rubric: (doc) => list(doc.levels).map(() => ({ text: "" })),
    frequency: () => E.readyAnswers()[0][1].map((text) => ({ text })),
    choice: () => ["", "", ""].map((text) => ({ text })),
    scenario: () => [{ text: "" }, { text: "", credit: 1 }, { text: "", credit: 2 }],
  };

  E.newItem = (doc, competency, kind) => ({
    id: E.idFor(`${competency} ${kind}`, list(doc.items).map((item) => item.id), "question"),
    competency,
    kind,
    ...(kind === "rubric" ? {} : { level: levelToShow(doc, competency) }),
    prompt: "",
    options: NEW_ANSWERS[kind](doc),
  });

  /* The level that each statement of a rubric describes, and a rubric with other levels: those in order go without saying. */
  E.describedLevels = (options) => {
    const given = options.map((option) => option.level);
    return given.every((level) => level === undefined) ? options.map((_, i) => i) : given;
  };

  E.describing = (options, levels) => {
    const isInOrder = levels.every((level, i) => level === i);
    return options.map(({ level, ...option }, i) => (isInOrder || levels[i] === undefined ? option : { ...option, level: levels[i] }));
  };

  const creditsFor = (kind, options) => {
    if (kind === "scenario") return options.map((option) => option.credit);
    const top = Math.max(...options.map((option) => option.credit ?? 0));
    const right = top > 0 ? options.findIndex((option) => option.credit === top) : -1;
    return options.map((_, i) => (i === right ? 1 : undefined));
  };

  const onlyText = ({ level, credit, ...option }) => option;

  /* A question as one of another kind, and in words what is lost on the way. */
  E.turnInto = (doc, item, kind) => {
    const { level, discrimination, thresholds, guessing, ...rest } = item;
    const options = list(item.options);
    const lost = [];
    const next = { ...rest, kind };
    if (kind !== "rubric") next.level = level ?? levelToShow(doc, item.competency);
    else if (level !== undefined) lost.push(gettext("The level it showed is gone: each statement now describes its own."));
    if (E.isKeyed(kind)) {
      const credits = creditsFor(kind, options);
      if (options.some((option, i) => option.credit && !credits[i])) lost.push(gettext("Part credit is gone: one answer is right now."));
      next.options = options.map((option, i) => ({ ...onlyText(option), ...(credits[i] ? { credit: credits[i] } : {}) }));
    } else {
      if (options.some((option) => option.credit)) lost.push(gettext("The mark on the right answers is gone: answers now go from lowest to highest."));
      next.options = options.map(onlyText);
    }
    if (options.some((option) => option.level !== undefined)) lost.push(gettext("The levels of the statements are gone."));
    if ([discrimination, thresholds, guessing].some((value) => value !== undefined)) lost.push(gettext("Its own numbers under “Advanced” are gone."));
    return { item: next, lost };
  };
})();
