/* The panel for a coach, below what they see as a teacher: the teachers who let them look, and one of these at a time. */
(() => {
  "use strict";

  const { NOT_ALLOWED, Refused, post } = window.PdPersonalizePanel;

  const partOf = (html, name) =>
    document.adoptNode(new DOMParser().parseFromString(html, "text/html").querySelector(name));

  class Coach {
    constructor(runtime, element, root) {
      this.send = (action, payload) => post(runtime.handlerUrl(element, "lead", action), payload);
      this.root = root;
      this.texts = root.dataset;
      this.status = root.querySelector("[role=status]");
      this.place = root.querySelector("[data-teacher]");
      this.isBusy = false;
      root.addEventListener("submit", (event) => {
        event.preventDefault();
        this.run(event.target);
      });
      root.addEventListener("click", ({ target }) => {
        const button = target.closest("button[data-do]");
        if (button) this.run(button);
      });
    }

    async run(control) {
      if (this.isBusy) return;
      this.setBusy(true);
      try {
        await this[control.dataset.do](control);
      } catch (problem) {
        if (!(problem instanceof Refused)) throw problem;
        await this.refused(problem);
      } finally {
        this.setBusy(false);
      }
    }

    setBusy(isBusy) {
      this.isBusy = isBusy;
      this.root.setAttribute("aria-busy", String(isBusy));
    }

    /* A teacher who lets nobody look any more leaves the page at once. */
    async refused({ status, sentence }) {
      if (status === NOT_ALLOWED && sentence) {
        this.place.replaceChildren();
        await this.list().catch(() => {});
      }
      const isOut = status === NOT_ALLOWED || status === 401;
      this.say(sentence || (isOut ? this.texts.signedOut : this.texts.failed));
    }

    async list() {
      const list = partOf((await this.send("teachers", {})).html, "[data-teachers]");
      this.root.querySelector("[data-teachers]").replaceWith(list);
      list.focus();
    }

    async open({ dataset }) {
      this.say(this.texts.searching);
      this.place.replaceChildren();
      this.show(await this.send("teacher", { who: dataset.username }), "h3");
    }

    async sign(form) {
      const { about, level, note } = form.elements;
      const number = level ? level.value : form.dataset.level;
      this.say(this.texts.saving);
      const payload = {
        username: form.closest("[data-card]").dataset.username,
        about: about ? about.value : form.dataset.about,
        level: number === undefined ? null : Number(number),
        given: !("takenBack" in form.dataset),
        note: note.value,
      };
      this.show(await this.send("sign", payload), "[data-signed]");
    }

    /* Put the teacher of a reply on the page, and lead eyes, ears and keyboard to a part of it. */
    show(reply, part) {
      const card = partOf(reply.html, "[data-card]");
      this.place.replaceChildren(card);
      this.say(reply.said);
      card.querySelector(part).focus();
    }

    say(text) {
      this.status.textContent = text;
    }
  }

  /* Beside whatever else is on the page. */
  window.PdPersonalizeCoach = function PdPersonalizeCoach(runtime, element, args) {
    const root = element[0] ?? element;
    const first = root.querySelector(".pd-staff") ? window.PdPersonalizeStaff : window.PdPersonalizeStudent;
    first(runtime, element, args);
    new Coach(runtime, element, root.querySelector(".pd-coach"));
  };
})();
