// Processes under load, measured and traced: one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
