(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  E.panels.transfer = ({ editor }) => E.tags.p(null, "transfer");
})();
