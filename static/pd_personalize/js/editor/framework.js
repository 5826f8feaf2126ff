(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  E.panels.framework = ({ editor }) => E.tags.p(null, "framework");
})();
