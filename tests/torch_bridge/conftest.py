"""One thread for these tests: their matrices are small, and the machine's other work should not slow them."""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import torch  # noqa: E402 - the libraries read the environment when they are loaded

torch.set_num_threads(1)
