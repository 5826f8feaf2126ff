/* The author's editor in Studio: its frame, its parts, and what it says to Studio. Whatever fails, the work stays. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { preact, tags, h, gettext, ngettext, fill, list } = E;
  const { div, nav, section, h2, p, span, b, ul, li, details, summary, pre, dialog } = tags;

  const OVERTAKEN = 409;
  const LOW_PX = 560;

  const parts = (editor) => [
    ["framework", gettext("Framework"), list(editor.doc?.competencies).length, ["", "levels", "scale", "domains", "competencies", "correlations", "title", "description", "source"]],
    ["items", gettext("Questions"), list(editor.doc?.items).length, ["items"]],
    ["pathway", gettext("Pathway"), list(editor.doc?.sections).length, ["sections"]],
    ["rules", gettext("Rules"), null, ["rules"]],
    ["trying", gettext("Try it"), null, []],
    ["problems", gettext("Problems"), null, []],
    ["transfer", gettext("Import, export"), null, []],
  ];

  const Tag = ({ count, kind }) => {
    if (!count) return null;
    const words =
      kind === "error"
        ? fill(ngettext("{n} problem", "{n} problems", count), { n: count })
        : fill(ngettext("{n} warning", "{n} warnings", count), { n: count });
    return span(
      { class: kind === "error" ? "pd-tag pd-tag-bad" : "pd-tag pd-tag-warn", title: words },
      span({ "aria-hidden": "true" }, E.number(count)),
      span({ class: "pd-hidden" }, words),
    );
  };

  const Part = ({ editor, part: [panel, words, count, places] }) => {
    const found = panel === "problems" ? editor.problems : editor.problems.filter(({ path }) => places.includes(path[0] ?? ""));
    const errors = found.filter((problem) => !problem.is_warning).length;
    const isHere = editor.ui.panel === panel || (panel === "transfer" && editor.ui.panel === "text");
    return h(
      "button",
      { type: "button", class: "pd-part", "aria-current": isHere ? "page" : undefined, disabled: !editor.doc && !["problems", "transfer"].includes(panel), onClick: () => editor.show({ panel, focus: null }) },
      span(null, words),
      errors
        ? h(Tag, { count: errors, kind: "error" })
        : panel === "problems"
          ? h(Tag, { count: found.length, kind: "warning" })
          : count !== null && span({ class: "pd-muted" }, E.number(count)),
    );
  };

  const Head = ({ editor, desk }) => {
    const { doc } = editor;
    const counts = doc && [
      fill(ngettext("{n} competency", "{n} competencies", list(doc.competencies).length), { n: E.number(list(doc.competencies).length) }),
      fill(ngettext("{n} question", "{n} questions", list(doc.items).length), { n: E.number(list(doc.items).length) }),
      fill(ngettext("{n} section", "{n} sections", list(doc.sections).length), { n: E.number(list(doc.sections).length) }),
    ];
    return div(
      { class: "pd-head" },
      div(
        null,
        h2({ class: "pd-title" }, h("bdi", null, doc?.title || editor.present.name)),
        counts && p({ class: "pd-muted" }, h("bdi", null, counts.join(" · "))),
      ),
      div(
        { class: "pd-history" },
        h(E.IconButton, {
          icon: desk.isWhole ? "small" : "whole",
          name: desk.isWhole ? gettext("Back to the small window") : gettext("Use the whole window"),
          onClick: () => desk.fill(!desk.isWhole),
        }),
        h(E.IconButton, { icon: "undo", name: gettext("Undo"), disabled: !editor.past.length, onClick: () => editor.undo() }),
        h(E.IconButton, { icon: "redo", name: gettext("Do again"), disabled: !editor.future.length, onClick: () => editor.redo() }),
      ),
    );
  };

  /* What the author has to decide before anything else. */
  const Notices = ({ editor, desk }) => {
    const { start, kept, overtaken } = editor;
    return div(
      { class: "pd-notices" },
      kept &&
        div(
          { class: "pd-warning" },
          p(
            null,
            fill(gettext("Changes that you made on {when} were never saved."), { when: new Date(kept.at).toLocaleString() }),
            kept.base !== editor.base && ` ${gettext("The block has been saved since, here or by somebody else.")}`,
          ),
          div(
            { class: "pd-actions" },
            h(E.Button, { onClick: () => editor.bringBack() }, gettext("Bring them back")),
            h(E.Button, { kind: "link", onClick: () => editor.throwAway() }, gettext("Throw them away")),
          ),
        ),
      overtaken &&
        div(
          { class: "pd-warning", role: "alert" },
          p(null, b(null, gettext("Somebody else saved this block while you were editing it.")), ` ${gettext("Nothing was overwritten, and your changes are still here.")}`),
          div(
            { class: "pd-actions" },
            h(E.Button, { onClick: () => desk.lookAtTheirs() }, gettext("Look at theirs (Undo brings yours back)")),
            h(E.Button, { onClick: () => desk.saveOverTheirs() }, gettext("Save mine in its place")),
          ),
        ),
      start.unread_olx &&
        div(
          { class: "pd-warning" },
          p(null, b(null, gettext("What was imported with the course (OLX) could not be read, and is kept as it is.")), ` ${gettext("What you save here takes its place.")}`),
          details(null, summary(null, gettext("Show it")), pre({ class: "pd-source", tabindex: 0, role: "region", "aria-label": gettext("What was imported") }, start.unread_olx)),
        ),
      start.missing.length > 0 &&
        details(
          { class: "pd-missing" },
          summary(null, gettext("What this site still needs")),
          ul({ class: "pd-reasons" }, ...start.missing.map((each) => li(null, each))),
        ),
      start.offer &&
        div(
          { class: "pd-offer" },
          p(
            null,
            b(null, gettext("A calibrated version is ready.")),
            ` ${fill(
              ngettext(
                "It learnt from the answers of {n} teacher how hard the questions are and which competencies go together.",
                "It learnt from the answers of {n} teachers how hard the questions are and which competencies go together.",
                start.offer.teachers,
              ),
              { n: E.number(start.offer.teachers) },
            )} ${gettext("Your words and sections stay. Nobody is placed anew by it; it counts for later sittings once you save and publish.")}`,
          ),
          h(E.Button, { onClick: () => desk.takeOver() }, gettext("Put it into the editor")),
        ),
    );
  };

  /* Before saving: what the edit does to teachers who are under way. */
  class Effects extends preact.Component {
    componentDidMount() {
      this.base.showModal?.();
    }

    render({ desk, effects }) {
      return dialog(
        { class: "pd-dialog", "aria-labelledby": "pd-effects-title", onCancel: (event) => (event.preventDefault(), desk.answerEffects(false)) },
        h2({ class: "pd-title", id: "pd-effects-title" }, gettext("What this does to teachers who are under way")),
        ...effects.sentences.map((sentence) => p(null, sentence)),
        p({ class: "pd-muted" }, gettext("It counts once the unit is published.")),
        div(
          { class: "pd-actions" },
          h(E.Button, { kind: "main", autofocus: true, onClick: () => desk.answerEffects(true) }, gettext("Save")),
          h(E.Button, { onClick: () => desk.answerEffects(false) }, gettext("Go on editing")),
        ),
      );
    }
  }

  class App extends preact.Component {
    constructor(props) {
      super(props);
      props.desk.redraw = () => this.forceUpdate();
    }

    componentDidUpdate() {
      this.focus();
      this.props.desk.drawn();
    }

    /* Put the cursor at the place that was asked for, or at the nearest there is around it. */
    focus() {
      const { editor, root } = this.props.desk;
      const { focus } = editor.ui;
      if (!focus) return;
      editor.ui = { ...editor.ui, focus: null };
      for (let length = focus.length; length > 0; length -= 1) {
        const place = focus.slice(0, length).join(".");
        const found = root.querySelector(`[data-place="${CSS.escape(place)}"]:not(:disabled)`);
        if (found) {
          found.closest("details:not([open])")?.setAttribute("open", "");
          found.focus();
          found.scrollIntoView({ block: "nearest" });
          return;
        }
      }
    }

    render({ desk }) {
      const { editor } = desk;
      const Panel = E.panels[editor.ui.panel] ?? E.panels.problems;
      const hasParts = editor.doc !== null || editor.text.trim() !== "";
      const words = parts(editor).find(([panel]) => panel === editor.ui.panel)?.[1] ?? gettext("Editor");
      return div(
        { class: "pd-desk" },
        h(Head, { editor, desk }),
        h(Notices, { editor, desk }),
        div(
          { class: hasParts ? "pd-room" : "pd-room pd-one" },
          hasParts && nav({ class: "pd-parts", "aria-label": gettext("Parts of the editor") }, ...parts(editor).map((part) => h(Part, { editor, part, key: part[0] }))),
          section({ class: "pd-panel", "aria-label": words }, h(Panel, { editor, key: editor.ui.panel })),
        ),
        desk.effects && h(Effects, { desk, effects: desk.effects }),
      );
    }
  }

  /* Where the editor meets Studio. */
  class Desk {
    constructor(runtime, element, root) {
      this.runtime = runtime;
      this.root = root;
      this.status = root.querySelector("[role=status]");
      this.cancelButton = root.querySelector("[data-do=cancel]");
      this.cancelWord = this.cancelButton.textContent;
      this.isBusy = false;
      this.redraw = () => undefined;
      this.isWhole = false;
      const start = JSON.parse(root.dataset.start);
      this.editor = new E.Editor({
        start,
        post: (action, payload) => E.post(runtime.handlerUrl(element, "author", action), payload),
        redraw: () => this.redraw(),
        key: `pd-personalize-${root.id}`,
      });
      root.addEventListener("submit", (event) => event.preventDefault());
      this.saveButton = root.querySelector("[data-do=save]");
      this.saveButton.addEventListener("click", () => this.doOne(() => this.save()));
      this.cancelButton.addEventListener("click", () => this.cancel());
      root.addEventListener("keydown", (event) => this.onKey(event));
      window.addEventListener("beforeunload", (event) => {
        if (root.isConnected && this.editor.isChanged) event.preventDefault();
      });
      window.addEventListener("online", () => root.isConnected && this.editor.check());
      const mount = root.querySelector("[data-mount]");
      mount.replaceChildren();
      preact.render(h(App, { desk: this }), mount);
      this.fill(this.isCramped());
      this.drawn();
    }

    /* Studio's window for editors is low; a map of a course wants room. */
    isCramped() {
      for (let around = this.root.parentElement; around; around = around.parentElement) {
        const isBox = ["auto", "scroll"].includes(getComputedStyle(around).overflowY);
        if (isBox && around !== document.body && around !== document.documentElement) return around.clientHeight < LOW_PX;
      }
      return false;
    }

    fill(isWhole) {
      this.isWhole = isWhole;
      this.root.classList.toggle("pd-whole", isWhole);
      this.redraw();
    }

    /* What stands outside the panels: the sentence for whoever listens, Save once there is something, and what leaving is called. */
    drawn() {
      this.saveButton.disabled = !this.editor.text.trim() && !this.editor.isChanged;
      if (this.status.textContent !== this.editor.said) this.status.textContent = this.editor.said;
      const isDone = this.editor.hasSavedDraft && !this.editor.isChanged;
      this.cancelButton.textContent = isDone ? gettext("Close") : this.cancelWord;
    }

    onKey(event) {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select")) return;
      event.preventDefault();
      if (event.shiftKey) this.editor.redo();
      else this.editor.undo();
    }

    async doOne(what) {
      if (this.isBusy) return;
      this.isBusy = true;
      this.root.setAttribute("aria-busy", "true");
      try {
        await what();
      } catch (problem) {
        this.editor.say(this.editor.reasonOf(problem));
      } finally {
        this.isBusy = false;
        this.root.setAttribute("aria-busy", "false");
      }
    }

    /* A sound definition closes the editor; a draft with problems is saved too, and stays open to be mended. */
    async save() {
      if (!(await this.agreesToEffects())) return;
      const { editor } = this;
      editor.say(gettext("Saving…"));
      this.tell("save", { state: "start" });
      let reply;
      try {
        reply = await editor.save();
      } catch (problem) {
        if (problem.status === OVERTAKEN) editor.overtaken = true;
        this.tell("error", { title: gettext("The pathway could not be saved"), message: editor.reasonOf(problem) });
        throw problem;
      }
      if (reply.is_sound) {
        this.end();
        return;
      }
      editor.hasSavedDraft = true;
      const errors = fill(ngettext("{n} problem is left.", "{n} problems are left.", editor.errors.length), { n: editor.errors.length });
      const words = `${gettext("Saved as a draft; teachers stay on the last sound version.")} ${errors}`;
      this.tell("error", { title: gettext("Saved as a draft"), message: words });
      editor.say(words);
    }

    /* Studio's notices lie over the foot of the page and stay: where the editor fills it, they would hide Save and Cancel.
       The editor itself says the same beside these. */
    tell(name, data) {
      if (!this.isWhole) this.runtime.notify(name, data);
    }

    /* Studio takes down the notice of a start at the end, so there has to be one. */
    end() {
      this.runtime.notify("save", { state: "start" });
      this.runtime.notify("save", { state: "end" });
    }

    /* Teachers under way? Then say what the edit does to them, and let the author decide. */
    async agreesToEffects() {
      const { editor } = this;
      if (!editor.start.teachers || !editor.doc || editor.text === editor.savedText) return true;
      editor.say(gettext("Looking at what this does to teachers who are under way…"));
      let effects;
      try {
        effects = await editor.ask("effects", { text: editor.text });
      } catch (problem) {
        if (problem.status === 0) throw problem;
        return true;
      }
      if (!effects.sentences.length) return true;
      editor.say("");
      this.root.setAttribute("aria-busy", "false");
      const agrees = await new Promise((answer) => {
        this.answerEffects = answer;
        this.effects = effects;
        this.redraw();
      });
      this.effects = null;
      this.root.setAttribute("aria-busy", "true");
      this.redraw();
      return agrees;
    }

    /* After a saved draft, "end" rather than "cancel": Studio then shows the block anew. */
    cancel() {
      const { editor } = this;
      if (editor.isChanged && !window.confirm(gettext("Leave without saving your changes?"))) return;
      editor.forget();
      editor.saved = editor.present;
      if (editor.hasSavedDraft) this.end();
      else this.runtime.notify("cancel", {});
    }

    lookAtTheirs() {
      this.doOne(async () => {
        const { editor } = this;
        const theirs = await editor.ask("load");
        editor.replace(gettext("This is theirs. Undo brings yours back."), theirs.text);
        Object.assign(editor, { base: theirs.base, overtaken: null, savedText: theirs.text });
        editor.present = { ...editor.present, name: theirs.display_name };
        editor.saved = editor.present;
        this.redraw();
      });
    }

    saveOverTheirs() {
      this.doOne(async () => {
        this.editor.base = (await this.editor.ask("load")).base;
        await this.save();
      });
    }

    /* The server writes what was learnt into the draft that is saved; what is typed since is not in it. */
    takeOver() {
      this.doOne(async () => {
        const { editor } = this;
        if (editor.isChanged && !window.confirm(gettext("Replace what is in the editor with the calibrated version of what is saved?"))) return;
        const { text } = await editor.ask("calibrated");
        editor.start = { ...editor.start, offer: null };
        editor.replace(gettext("The calibrated version is in the editor. Nothing is saved yet."), text);
      });
    }
  }

  window.PdPersonalizeStudio = function PdPersonalizeStudio(runtime, element, args) {
    new Desk(runtime, element, (element[0] ?? element).querySelector(".pd-personalize-studio"));
  };
})();
