(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  E.panels.start = ({ editor }) => E.tags.p(null, "start");
})();
