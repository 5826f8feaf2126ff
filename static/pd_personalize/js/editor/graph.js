(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  E.panels.graph = ({ editor }) => E.tags.p(null, "graph");
})();
