// Several browsers at once are slower than one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
