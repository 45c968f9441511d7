"""BLAS and OpenMP take one thread each, here and in the programs that tests start. Their threads
wait for each other by spinning: where the cores are busy, a fit of milliseconds then takes a second.
Set before NumPy is loaded, unless the caller has chosen."""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")
