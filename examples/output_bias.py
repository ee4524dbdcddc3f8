"""The output bias in the infinitely wide limit: hyperspheres learnt by the tangent kernel of a ReLU network, for several sizes of the bias.

A network of one hidden layer without biases, f(x) = sqrt(2/h) sum_j a_j relu(w_j . x), both layers trained, has in the limit the kernel
|x| |z| (k1(t) + t k0(t)) at the angle arccos t, with k0 = (pi - arccos t)/pi and k1 = (sqrt(1 - t^2) + t (pi - arccos t))/pi. An output
bias that enters as beta b adds the constant beta^2. Training to the end on the square loss gives the interpolant of least norm.

    uccheck experiment own output_bias:m1024_beta2_1        # in this folder; objects are named by m and beta^2

Without the bias f(r x) = r f(x): no interpolant tells the spheres apart, and all of S' is misclassified.
"""

from functools import partial

import numpy as np

from uccheck.counterexample.models import OwnModel

D, OUTER = 100, 1.2


def draw(n, rng):
    y = rng.integers(0, 2, n)
    u = rng.normal(size=(n, D))
    return u / np.linalg.norm(u, axis=1, keepdims=True) * np.where(y, OUTER, 1)[:, None], y


def partner(x, y):
    return x * np.where(y, 1 / OUTER, OUTER)[:, None], 1 - y


def kernel(x, z, beta2):
    r, s = np.linalg.norm(x, axis=1)[:, None], np.linalg.norm(z, axis=1)
    t = np.clip(x @ z.T / (r * s), -1, 1)
    left = np.pi - np.arccos(t)
    return r * s * (np.sqrt(1 - t * t) + 2 * t * left) / np.pi + beta2


def fit(beta2, x, y, seed):  # the limit has no initial values left: nothing is random
    alpha = np.linalg.solve(kernel(x, x, beta2), 2 * y - 1)

    def model(points):
        f = kernel(points, x, beta2) @ alpha
        return np.column_stack([-f, f])

    return model


def _model(m, beta2):
    return OwnModel(draw=draw, fit=partial(fit, beta2), partner=partner, m=m, n_test=4096, trivial="1/2")


m256_beta2_0, m256_beta2_01, m256_beta2_1, m256_beta2_100 = (_model(256, beta2) for beta2 in (0, 0.1, 1, 100))
m1024_beta2_0, m1024_beta2_01, m1024_beta2_1, m1024_beta2_100 = (_model(1024, beta2) for beta2 in (0, 0.1, 1, 100))
