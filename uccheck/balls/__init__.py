"""Rigorous enclosures (python-flint): the normal and chi-square laws and the extreme deviate."""

from uccheck.balls.basic import Enclosure as Enclosure
from uccheck.balls.basic import ball as ball
from uccheck.balls.basic import lower_decimal as lower_decimal
from uccheck.balls.basic import upper_decimal as upper_decimal
from uccheck.balls.extreme import extreme_deviate as extreme_deviate
from uccheck.balls.normal import normal_cdf as normal_cdf
from uccheck.balls.normal import normal_density as normal_density
from uccheck.balls.normal import normal_quantile as normal_quantile
from uccheck.balls.normal import normal_tail as normal_tail
from uccheck.balls.normal import ramp_loss as ramp_loss
