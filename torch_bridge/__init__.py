"""Trained networks for the projected-set argument and norm-based bounds; the only place that imports torch.

Rooms, each importing only rooms above it in this list
    nets, data  networks as plain lists of tensors, Glorot-uniform, seeded; spheres, digits, the authors' values
    train       `train`: gradients by hand, in place; block: the fast engine of one hidden layer; layered; replicas together
    bounds      norms named by what they sum over, typed bounds, all bounds of a user's own network
    gap         the hypersphere experiment: cells, replicates, the partner S'
    runs        runner: any plan over processes or a cluster; records, checkpoints, looks; the plans of gap and of own models
    growth      bounds against m; memorization; runs that are kept with the documents
    draw        figures; pages: the tables and figures of the documents from kept records
    commands    what `uccheck experiment` prints
"""
