"""Every sentence that a person vouches for, a paper is cited for or a definition says, with the relation that it grants.

Each function takes what the sentence is about and computes the relation from that, never from a step: a step with another constant, sign,
argument or direction is refused.
"""
