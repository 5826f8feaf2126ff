/* The author's editor: a definition as text. The server checks it; whatever fails, the text stays where it is. */
(() => {
  "use strict";

  /* The server said no, or could not be reached. `sentence` is its reason, if it gave one. */
  class Refused extends Error {
    constructor(status, sentence) {
      super(sentence || `HTTP ${status}`);
      this.status = status;
      this.sentence = sentence;
    }
  }

  const csrfToken = () => decodeURIComponent(/(?:^|;\s*)csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "");

  async function post(url, payload) {
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify(payload),
      });
    } catch {
      throw new Refused(0);
    }
    const reply = await response.json().catch(() => null);
    if (!response.ok || !reply) throw new Refused(response.redirected ? 403 : response.status, reply?.error);
    return reply;
  }

  class Editor {
    constructor(runtime, element, root) {
      this.runtime = runtime;
      this.urlOf = (handler) => runtime.handlerUrl(element, handler);
      this.root = root;
      this.texts = root.dataset;
      this.fields = root.querySelector("form").elements;
      this.said = root.querySelector(".pd-said");
      this.lineTemplate = root.querySelector("template").content.firstElementChild;
      this.isBusy = false;
      this.hasSavedDraft = false;
      this.noteSaved();
      const doing = { check: this.check, load: this.load, calibrated: this.takeOver, save: this.save, cancel: this.cancel };
      root.addEventListener("submit", (event) => event.preventDefault());
      root.addEventListener("input", () => this.showCancel());
      root.addEventListener("click", ({ target }) => {
        const button = target.closest("button");
        if (button?.dataset.do) this.doOne(doing[button.dataset.do]);
        else if (button?.dataset.line) this.goToLine(Number(button.dataset.line));
      });
      window.addEventListener("beforeunload", (event) => {
        if (root.isConnected && this.isChanged) event.preventDefault();
      });
      if (this.fields.text.value.trim()) this.doOne(this.check);
    }

    get content() {
      return { text: this.fields.text.value, display_name: this.fields.display_name.value };
    }

    get isChanged() {
      return JSON.stringify(this.content) !== this.saved;
    }

    noteSaved() {
      this.saved = JSON.stringify(this.content);
    }

    async doOne(what) {
      if (this.isBusy) return;
      this.isBusy = true;
      this.root.setAttribute("aria-busy", "true");
      try {
        await what.call(this);
      } catch (problem) {
        if (!(problem instanceof Refused)) throw problem;
        this.said.textContent = this.reasonOf(problem);
      } finally {
        this.isBusy = false;
        this.root.setAttribute("aria-busy", "false");
      }
    }

    async check() {
      this.said.textContent = this.texts.checking;
      this.show(await post(this.urlOf("studio_check"), { text: this.content.text }));
    }

    async load() {
      if (this.fields.text.value.trim() && !window.confirm(this.texts.overwrite)) return;
      const { text } = await post(this.urlOf("studio_example"), { name: this.fields.example.value });
      await this.replaceText(text, this.texts.loaded);
    }

    /* The server writes what was learnt into the draft that is saved; what is typed since is not in it. */
    async takeOver() {
      if (this.isChanged && !window.confirm(this.texts.mix)) return;
      const { text } = await post(this.urlOf("studio_calibrated"), {});
      await this.replaceText(text, this.texts.taken);
      this.root.querySelector("[data-offer]").remove();
    }

    async replaceText(text, words) {
      this.fields.text.value = text;
      this.showCancel();
      await this.check();
      this.said.textContent = `${words} ${this.said.textContent}`;
    }

    /* A sound definition closes the editor; a draft with problems is saved too, and stays open to be mended. */
    async save() {
      this.said.textContent = this.texts.saving;
      this.runtime.notify("save", { state: "start" });
      const sent = this.content;
      let reply;
      try {
        reply = await post(this.urlOf("studio_save"), sent);
      } catch (problem) {
        this.runtime.notify("error", { title: this.texts.failedTitle, message: this.reasonOf(problem) });
        throw problem;
      }
      this.saved = JSON.stringify(sent);
      this.show(reply);
      if (reply.is_sound) {
        this.runtime.notify("save", { state: "end" });
        return;
      }
      this.runtime.notify("error", { title: this.texts.draft, message: this.said.textContent });
      this.said.textContent = `${this.texts.draft} ${this.said.textContent}`;
      this.hasSavedDraft = true;
      this.showCancel();
    }

    /* After a saved draft, "end" rather than "cancel": Studio then shows the block anew. */
    cancel() {
      if (this.isChanged && !window.confirm(this.texts.leave)) return;
      this.noteSaved();
      if (this.hasSavedDraft) this.runtime.notify("save", { state: "end" });
      else this.runtime.notify("cancel", {});
    }

    showCancel() {
      const button = this.root.querySelector("[data-do=cancel]");
      this.cancelWord ??= button.textContent;
      button.textContent = this.hasSavedDraft && !this.isChanged ? this.texts.close : this.cancelWord;
    }

    show({ problems, is_sound: isSound }) {
      const warnings = problems.filter((problem) => problem.is_warning);
      const errors = problems.filter((problem) => !problem.is_warning);
      this.list("problems", errors);
      this.list("warnings", warnings);
      const found = this.texts.found.replace("{problems}", errors.length).replace("{warnings}", warnings.length);
      this.said.textContent = isSound && !warnings.length ? this.texts.sound : found;
    }

    list(name, problems) {
      const place = this.root.querySelector(`[data-list=${name}]`);
      place.hidden = !problems.length;
      place.querySelector("ul").replaceChildren(...problems.map((problem) => this.describe(problem)));
    }

    describe({ line, where, message }) {
      const row = this.lineTemplate.cloneNode(true);
      const button = row.querySelector("button");
      if (line) {
        button.hidden = false;
        button.dataset.line = line;
        button.querySelector("span").textContent = line;
      }
      row.querySelector("code").textContent = where;
      row.lastElementChild.textContent = message;
      return row;
    }

    goToLine(line) {
      const { text } = this.fields;
      const lines = text.value.split("\n");
      const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
      text.focus();
      text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
      text.scrollTop = (text.scrollHeight / lines.length) * Math.max(0, line - 4);
    }

    reasonOf({ status, sentence }) {
      if (status === 401 || status === 403) return this.texts.signedOut;
      return [this.texts.failed, sentence].filter(Boolean).join(" ");
    }
  }

  window.PdPersonalizeStudio = function PdPersonalizeStudio(runtime, element, args) {
    new Editor(runtime, element, (element[0] ?? element).querySelector(".pd-personalize-studio"));
  };
})();
