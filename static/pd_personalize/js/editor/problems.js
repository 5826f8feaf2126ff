(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  E.panels.problems = ({ editor }) => E.tags.p(null, "problems");
})();
