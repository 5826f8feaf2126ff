/* An empty block: what to begin with. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, ngettext, fill } = E;
  const { div, h3, p, ul, li } = tags;

  const blank = () => ({
    version: 1,
    title: "",
    levels: [gettext("Emerging"), gettext("Developing"), gettext("Proficient"), gettext("Leading")].map((name) => ({ name })),
    competencies: [],
    items: [],
    sections: [],
  });

  const Example = ({ editor, example }) => {
    const { competencies, items, levels } = example.counts;
    const counts = [
      fill(ngettext("{n} competency", "{n} competencies", competencies), { n: E.number(competencies) }),
      fill(ngettext("{n} level", "{n} levels", levels), { n: E.number(levels) }),
      fill(ngettext("{n} question", "{n} questions", items), { n: E.number(items) }),
    ];
    return li(
      { class: "pd-card" },
      h3({ class: "pd-card-title" }, example.title),
      p(null, h("bdi", null, example.description)),
      p({ class: "pd-muted" }, counts.join(" · ")),
      div(
        null,
        h(
          E.Button,
          { "aria-label": fill(gettext("Begin with “{title}”"), { title: example.title }), onClick: () => E.loadExample(editor, example.name) },
          gettext("Begin with this"),
        ),
      ),
    );
  };

  E.loadExample = async (editor, name) => {
    try {
      const { text } = await editor.ask("example", { name });
      editor.replace(gettext("The example is in the editor. Change it to suit your course; nothing is saved yet."), text);
    } catch (problem) {
      editor.say(editor.reasonOf(problem));
    }
  };

  E.Examples = ({ editor }) =>
    ul({ class: "pd-cards" }, ...editor.start.examples.map((example) => h(Example, { editor, example, key: example.name })));

  E.panels.start = ({ editor }) =>
    div(
      { class: "pd-start" },
      p({ class: "pd-lead" }, gettext("Teachers see nothing of this block until it has competencies, questions and the course sections that belong to them. Begin with what you have; everything can be changed later.")),
      h3({ class: "pd-subtitle" }, gettext("A framework to adapt")),
      h(E.Examples, { editor }),
      h3({ class: "pd-subtitle" }, gettext("Your own framework, from a file")),
      h(E.ImportFile, { editor }),
      h3({ class: "pd-subtitle" }, gettext("From nothing")),
      p(null, gettext("A blank form with four levels that you can rename.")),
      div(
        null,
        h(
          E.Button,
          {
            onClick: () => {
              editor.replace(gettext("A blank form. Give it a title, then name your competencies."), E.write(blank()));
              editor.show({ panel: "framework", focus: ["title"] });
            },
          },
          gettext("Begin with a blank form"),
        ),
      ),
    );
})();
