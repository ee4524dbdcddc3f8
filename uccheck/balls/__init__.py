"""Rigorous enclosures (python-flint): the normal and chi-square laws, the extreme deviate, and every event of the setting."""

from uccheck.balls._basic import Enclosure as Enclosure
from uccheck.balls._basic import ball as ball
from uccheck.balls._basic import lower_decimal as lower_decimal
from uccheck.balls._basic import upper_decimal as upper_decimal
from uccheck.balls._events import describe as describe
from uccheck.balls._events import one_flipped as one_flipped
from uccheck.balls._events import probability as probability
from uccheck.balls._extreme import extreme_deviate as extreme_deviate
from uccheck.balls._normal import normal_cdf as normal_cdf
from uccheck.balls._normal import normal_density as normal_density
from uccheck.balls._normal import normal_quantile as normal_quantile
from uccheck.balls._normal import normal_tail as normal_tail
from uccheck.balls._normal import ramp_loss as ramp_loss
