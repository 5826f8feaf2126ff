"""How well few questions tell what many would: real answers, several ways to choose and to score.

``python -m bench.spi --responses CSV --items JSON --first-row 2001 --last-row 3000 --lengths 20,27,40,54,81``

The CSV has a header of item ids and one row of categories (0, 1, ...) per person. The JSON has ``scales``, the
``items`` of each with their graded-response parameters, and the ``correlation`` of the scales. Two yardsticks:

- *log-loss*: one item of each scale is reserved, and never asked; its real answer is predicted from the posterior
  of its scale. The mean of -log P over people, scales and rotations: every item is reserved once.
- *exact*, *within one*, *r*: with nothing reserved, the EAP estimates against those from all answers, each scale
  by itself: the same level, at most one level apart, and the correlation over all people and scales.

It takes an hour or so, mostly for the product's own choice. ``--keep`` writes the marks of every person to a file, so
that lengths can be measured one by one; ``--recall`` reports any rows from such files, together.
"""

from __future__ import annotations

import os

# Matrices this small only lose by threads; it has to be said before numpy is first imported.
for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
