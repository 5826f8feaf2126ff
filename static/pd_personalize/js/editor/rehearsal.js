/* The author as a teacher: the teacher's own screens and script, on the draft as it is in the editor. The server
   replays what was done each time, so that nothing needs to be stored. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { preact, tags, h, gettext, fill, list } = E;
  const { div, h3, p, label, select, option, input, span } = tags;

  const AT_RANDOM = -1;
  /* What only looks: it need not be done again. */
  const LOOKS = new Set(["view", "explain", "plan"]);

  const parsed = (html, selector) => new DOMParser().parseFromString(html, "text/html").querySelector(selector);

  /* The teacher's block. Preact leaves alone what is in it: the block's own script draws there. */
  class Stage extends preact.Component {
    componentDidMount() {
      this.open();
    }

    shouldComponentUpdate({ stage, isNarrow }) {
      this.hasNewStage = stage !== this.props.stage;
      return this.hasNewStage || isNarrow !== this.props.isNarrow;
    }

    componentDidUpdate() {
      if (this.hasNewStage) this.open();
    }

    componentWillUnmount() {
      this.ended?.abort();
    }

    open() {
      const { stage, send } = this.props;
      this.ended?.abort();
      this.ended = new AbortController();
      const block = parsed(stage.frame, ".pd-personalize");
      block.querySelector("noscript")?.remove();
      if (stage.screen) block.querySelector("[data-screen]").replaceWith(document.adoptNode(parsed(stage.screen, "[data-screen]")));
      this.base.replaceChildren(document.adoptNode(block));
      new window.PdPersonalizeStudent({ send: (handler, payload) => send(stage, handler, payload), signal: this.ended.signal }, this.base, null);
      block.querySelector("[data-focus]")?.focus();
    }

    render({ isNarrow, onLink }) {
      return div({ class: isNarrow ? "pd-stage pd-phone" : "pd-stage", role: "group", "aria-label": gettext("What a teacher sees"), onClick: onLink });
    }
  }

  /* Do something on the stage that the teacher's own buttons cannot, and show the block as it is then. */
  const play = async (editor, trial, { text, doc, deeds, ...more }) => {
    if (trial.isAsking) return;
    trial.isAsking = true;
    editor.redraw();
    try {
      const reply = await editor.ask("try", { text, deeds, whole: true, ...more });
      trial.stage = { text, doc, deeds: reply.deeds, frame: reply.frame };
      trial.asked = null;
    } catch (problem) {
      editor.say(editor.reasonOf(problem));
    } finally {
      trial.isAsking = false;
      editor.redraw();
    }
  };

  const goOn = (editor, trial, more, how = {}) => {
    const { text, doc, deeds } = trial.stage;
    return play(editor, trial, { text, doc, deeds: [...deeds, ...more], ...how });
  };

  const start = (editor, trial) => play(editor, trial, { text: editor.text, doc: editor.doc, deeds: [] });

  /* Carry what the teacher's script asks for, unless the stage has been left meanwhile. */
  const sender = (editor, trial) => async (stage, handler, payload) => {
    if (stage !== trial.stage) throw new E.Refused(400);
    const deed = { handler, payload };
    const reply = await editor.ask("try", { text: stage.text, deeds: [...stage.deeds, deed] });
    if (!LOOKS.has(handler)) stage.deeds.push(deed);
    stage.screen = reply.html;
    return reply;
  };

  /* Links do not leave the editor: those into the course say what they open, others open beside it. */
  const follow = (editor, trial) => (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    const href = link.getAttribute("href");
    if (!href.startsWith("#")) {
      if (/^https?:$/.test(link.protocol)) window.open(link.href, "_blank", "noopener");
      return;
    }
    const block = href.slice(1);
    const section = list(trial.stage.doc.sections).find((each) => each.block === block);
    trial.asked = { block, title: E.words(section?.title) || block };
    editor.show({ focus: ["trying", "work"] });
  };

  const Asked = ({ editor, trial }) => {
    const { block, title } = trial.asked;
    const done = { handler: "work", payload: { block } };
    const close = () => ((trial.asked = null), editor.redraw());
    return div(
      { class: "pd-offer", role: "group", "aria-label": gettext("A link into the course") },
      p(null, fill(gettext("In the course this opens “{title}”. Here you can go on as if its work were done."), { title })),
      div(
        { class: "pd-actions" },
        h(E.Button, { "data-place": "trying.work", onClick: () => goOn(editor, trial, [done]) }, gettext("Take its work as done")),
        h(E.Button, { kind: "link", onClick: close }, gettext("Leave it")),
      ),
    );
  };

  const Rest = ({ editor, trial }) => {
    const id = `${editor.key}-answer-as`;
    const answerAs = trial.answerAs ?? AT_RANDOM;
    const levels = list(trial.stage.doc.levels).map(({ name }, level) => [level, fill(gettext("a teacher at “{level}”"), { level: E.words(name) })]);
    return div(
      { class: "pd-tools" },
      div(
        { class: "pd-entry" },
        label({ for: id }, gettext("Answer the questions that are left as")),
        select(
          { id, value: String(answerAs), onChange: ({ target }) => (trial.answerAs = Number(target.value)) },
          ...[[AT_RANDOM, gettext("somebody who ticks at random")], ...levels].map(([value, words]) => option({ value: String(value), selected: value === answerAs }, words)),
        ),
      ),
      h(E.Button, { disabled: trial.isAsking, onClick: () => goOn(editor, trial, [], { answer_as: trial.answerAs ?? AT_RANDOM }) }, gettext("Answer them")),
    );
  };

  E.Rehearsal = ({ editor, trial }) => {
    const { stage } = trial;
    const again = () => start(editor, trial);
    return div(
      { class: "pd-card" },
      h3({ class: "pd-card-title" }, gettext("Take it as a teacher")),
      p({ class: "pd-muted" }, gettext("The teacher’s own screens, with the draft as it is now. Nothing is saved, and nobody sees it.")),
      div(
        { class: "pd-actions" },
        h(E.Button, { kind: stage ? "quiet" : "main", disabled: trial.isAsking, onClick: again }, stage ? gettext("Start again") : gettext("Take it as a teacher")),
        stage && h(E.Button, { kind: "link", onClick: () => (Object.assign(trial, { stage: null, asked: null }), editor.redraw()) }, gettext("Close it")),
      ),
      stage && h(Rest, { editor, trial }),
      stage &&
        label(
          { class: "pd-flag" },
          input({ type: "checkbox", checked: trial.isNarrow, onChange: ({ target }) => ((trial.isNarrow = target.checked), editor.redraw()) }),
          span(null, gettext("As wide as a phone")),
        ),
      stage && h(E.Stale, { editor, text: stage.text, again, words: gettext("Start again with the new draft") }),
      trial.asked && h(Asked, { editor, trial }),
      stage && h(Stage, { stage, isNarrow: trial.isNarrow, send: sender(editor, trial), onLink: follow(editor, trial) }),
    );
  };
})();
