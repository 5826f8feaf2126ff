/* A question as the teacher will see it: the server's own page, with nothing in it that could be sent. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { preact, tags, h, gettext, ngettext, fill, list } = E;
  const { div, h5, p, ul, li, section } = tags;

  /* The question out of a page: neither the sitting around it nor a form. */
  const questionOf = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const name = document.createElement("p");
    name.className = "pd-about";
    name.append(...page.querySelector(".pd-about").childNodes);
    const answers = page.querySelector("fieldset");
    answers.disabled = true;
    answers.querySelectorAll("input").forEach((control) => {
      control.removeAttribute("name");
      control.removeAttribute("required");
    });
    answers.querySelectorAll("a").forEach((link) => Object.assign(link, { target: "_blank", rel: "noopener noreferrer" }));
    answers.querySelector("legend").removeAttribute("tabindex");
    return [name, document.adoptNode(answers)];
  };

  class Page extends preact.Component {
    componentDidMount() {
      this.base.replaceChildren(...questionOf(this.props.html));
    }

    shouldComponentUpdate({ html }) {
      if (html !== this.props.html) this.base.replaceChildren(...questionOf(html));
      return false;
    }

    render() {
      return div({ class: "pd-as-teacher" });
    }
  }

  const isBlank = (text) => !String(text ?? "").trim();

  /* What keeps a question from being shown, in sentences. `item` is the question as it was when the server was asked. */
  const reasons = (item, problems) => {
    const blank = list(item.options).filter((option) => isBlank(option.text)).length;
    const rest = problems.filter(({ where }) => {
      const [, , key, index, inner] = E.pathOf(where);
      return !(key === "prompt" && isBlank(item.prompt)) && !(key === "options" && inner === "text" && isBlank(item.options[index]?.text));
    });
    return [
      isBlank(item.prompt) && gettext("The question has no words yet."),
      blank > 0 && fill(ngettext("{n} answer has no words yet.", "{n} answers have no words yet.", blank), { n: blank }),
      ...rest.map(({ where, message }) => {
        const [, , key, index] = E.pathOf(where);
        return key === "options" && index !== undefined ? fill(gettext("Answer {n}: {problem}"), { n: index + 1, problem: message }) : E.ofQuestion(message);
      }),
    ].filter(Boolean);
  };

  /* A message without the id of the question that it stands in. */
  E.ofQuestion = (message) => message.replace(/^item [\w.-]+: /, "");

  /* `reply` is the server's, null before its first, and `sorry` what went wrong on the way. */
  E.Preview = ({ reply, sorry }) =>
    section(
      { class: "pd-preview", "aria-label": gettext("As the teacher sees it") },
      h5({ class: "pd-preview-title" }, gettext("As the teacher sees it")),
      sorry
        ? p({ class: "pd-muted" }, sorry)
        : !reply
          ? p({ class: "pd-muted" }, gettext("One moment…"))
          : reply.html
            ? h(Page, { html: reply.html })
            : div(
                null,
                p({ class: "pd-muted" }, gettext("It cannot be shown yet:")),
                ul({ class: "pd-reasons" }, ...reasons(reply.item, list(reply.problems)).map((words) => li(null, words))),
              ),
    );
})();
