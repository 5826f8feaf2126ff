"""How many answers parameters need: fitted to few people, judged on others.

``python -m bench.calibration --responses CSV --items JSON``, the files as for ``bench.spi``. Parameters come from the
first 100, 200 and 500 rows, and from seeded subsamples of the rows that are not judged; a third kind is made up and
the same for every item. Everybody judges with the correlation of the JSON. Two yardsticks, after 40 adaptive questions:

- *log-loss*: the weakest item of each scale is reserved, never asked, and its real answer predicted.
- *exact*: the same level as from all answers, scored scale by scale with the parameters of the JSON. It favours
  whoever fits scale by scale, as those were.

The product calibrates as it always does: all scales jointly, from its own default correlation, with priors
a ~ lognormal(log 1.5, .5) and evenly spread thresholds with SD 1 each, for what all items have in common and for each
by itself. What it finds about the people is used to put the items where these are N(0, 1), as girth does.
*calibrated, N(0, 1)* is told so beforehand: that the items of a scale lie elsewhere is then the author's mistake, for
which the same priors hold, and not the people's nature, of which less is known.
"""

from __future__ import annotations

import bench.spi  # noqa: F401  one thread for each process, said before numpy is imported
