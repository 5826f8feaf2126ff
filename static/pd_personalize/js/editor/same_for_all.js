/* One step for all sections of the course: minutes, or what counts as mastered. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, list, sections: S } = E;
  const { div, details, summary, label, input, select, option, p } = tags;

  E.SameForAll = class SameForAll extends E.preact.Component {
    apply(values) {
      S.setAll(this.props.editor, values);
    }

    render({ editor }, { minutes = "", by = 0, share = "" }) {
      if (!list(editor.doc.sections).some(({ block }) => block)) return null;
      const { shares } = editor.start.defaults;
      const options = E.masteryOptions(false);
      const chosen = options[by][0];
      const id = (name) => `${editor.key}-all-${name}`;
      const mastery = () => chosen && { by: chosen, ...(shares[chosen] && share ? { share: Number(share) / 100 } : {}) };
      return details(
        { class: "pd-all" },
        summary(null, gettext("The same for all course sections")),
        div(
          { class: "pd-all-line" },
          div({ class: "pd-entry pd-narrow" }, label({ for: id("minutes") }, gettext("Minutes for each")), input({ id: id("minutes"), class: "pd-input", type: "number", min: 1, value: minutes, placeholder: editor.start.defaults.minutes, onInput: ({ target }) => this.setState({ minutes: target.value }) })),
          h(E.Button, { onClick: () => this.apply({ minutes: minutes === "" ? undefined : Number(minutes) }) }, gettext("Set the minutes")),
        ),
        div(
          { class: "pd-all-line" },
          div(
            { class: "pd-entry" },
            label({ for: id("by") }, gettext("Each counts as mastered when")),
            select({ id: id("by"), value: String(by), onChange: ({ target }) => this.setState({ by: Number(target.value), share: "" }) }, ...options.map(([, words], i) => option({ value: String(i) }, words))),
          ),
          shares[chosen] !== undefined &&
            div({ class: "pd-entry pd-narrow" }, label({ for: id("share") }, gettext("Share of each, in %")), input({ id: id("share"), class: "pd-input", type: "number", min: 1, max: 100, value: share, placeholder: shares[chosen] * 100, onInput: ({ target }) => this.setState({ share: target.value }) })),
          h(E.Button, { onClick: () => this.apply({ mastery: mastery() }) }, gettext("Set what counts")),
        ),
        p({ class: "pd-muted" }, gettext("Outside opportunities stay as they are.")),
      );
    }
  };
})();
