"""Every sentence that a person vouches for or a paper is cited for: what no machine checks here, each named once."""

GAUSS = (
    "human: linear images of independent standard normal vectors are jointly Gaussian, and such vectors are determined by their "
    "covariance: uncorrelated ones are independent, and the squared norm of a standard one is chi-square"
)
PRODUCT = "human: the mean of a product of independent variables is the product of their means"
REVERSE = "cited: reverse hypercontractivity (Borell 1982; Mossel et al. 2006)"
