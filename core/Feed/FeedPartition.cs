using MatchGrid.Identifiers;

namespace MatchGrid.Feed;

/// <summary>Which partition a request's events go to: a stable hash, the same in every process.</summary>
public static class FeedPartition
{
    public static int Of(RequestId request, int partitions) => (int)(TextHash.Of(request.Value) % (uint)partitions);
}
