"""The rules by which a step of a derivation is proved; every one leaves a zero residue and certain signs.

Glossary
    Residue    an equality: lhs - rhs has normal form zero.
    Form       slack = form + sum of factor * hypothesis: a zero residue, and certain signs of form and factors.
    Compact    the slack is positive on a compact box: branch and bound with flint balls.
    Through    both sides are images of an inner step under one monotone function.
    Given      a hypothesis, or an earlier line.
    By         a chain of steps.
    AtZero     two cases: a variable is 0, or positive.
    Known      another statement, with its declared variables replaced.
    Named      a sentence that no machine checks here; it is named among what is given.
"""
