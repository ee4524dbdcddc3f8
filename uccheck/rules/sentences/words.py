"""The words of every sentence that a person vouches for or a paper is cited for, each named once: what no machine checks here."""

GAUSS = (
    "human: linear images of independent standard normal vectors are jointly Gaussian, and such vectors are determined by their "
    "covariance: uncorrelated ones are independent, and the squared norm of a standard one is chi-square"
)
FACTORS = "human: a law on the line is determined by its intervals, and a product law by its factors"
PRODUCT = "human: the mean of a product of independent variables is the product of their means"
REVERSE = "cited: reverse hypercontractivity (Borell 1982; Mossel et al. 2006)"
REVERSED = (
    "human: on `S` and on the population `(p w_1, -q w_2)` has `q` times the margins that `h_S` has for the signal `s p/q` on its flip and "
    "on the population: its gap at `gamma`, and minus the gap of its negative for the 0-1 loss, have the law of `G` at that signal and "
    "`gamma/q`"
)
GIBBS = (
    "human: `N(w, I/x^2)` errs at `(z, y)` with the chance `Q(x y w.z/|z|)`: more than `1 - Q(c x/p^(1/2))` for a margin below `-c` and "
    "`|z|^2 <= p`, at least `Q(k x/q^(1/2))` for one below `k` and `|z|^2 >= q`, and in the mean over a fresh point at most the chance of "
    "`|z|^2 > p`, half of `L_D`, and `Q(s x/(tau^2 x^2 + p)^(1/2))`, `tau^2 = (b/D)^2 m T`"
)
ORBIT = (
    "human: given all but the signs a sample is a choice of independent fair signs, each of which its partner by random signs changes "
    "with the same chance, independently"
)
DENSITY = (
    "human: a density of independent coordinates is the product of theirs, so that the logarithms of ratios add up; `w_S` consists of "
    "`w_1` and `w_2`"
)
INVERT = "human: Fourier inversion (the density at 0 of the sum, restricted to all `zeta_i < c`), and independence of mean and deviations"
WISHART = (
    "human: `W = N N'` keeps its law under rotations of `R^m`, and `1/(W^-1)_11` is the squared distance of one of `m` independent "
    "standard normal vectors of `R^D` from the span of the others: hence `W` is invertible with probability 1, and `m/(e' W^-1 e)` is "
    "chi-square with `D - m + 1` degrees of freedom"
)
ROTATIONS = "human: the uniform law of the sphere is the one that rotations keep: the product with a given point has the law of `b w_1`"
SERIES = (
    "human: `E w_1^(2n)` is `1 * 3 ... (2n - 1)/(D (D + 2) ... (D + 2n - 2))`, so that the left side is the ratio of two successive terms "
    "of the series of `E exp(x w_1)`, the right side that of `exp(x^2/(2D))`, and both begin with 1"
)
WITHOUT = (
    "human: `h_S` without a point is one step on `m - 1` points with the same `u`, which is that of the setting of `m - 1` points with "
    "signal `s (m - 1)/m`; the point is a fresh one for it"
)
