using System.Collections.Concurrent;
using System.Net;

namespace MatchGrid.Bench.Load;

/// <summary>What came of an overload. Counted by many threads; <see cref="Sent"/>, <see cref="Skipped"/> and <see cref="PeakMemory"/> by one.</summary>
/// <param name="rate">Requests per second that were to be sent.</param>
internal sealed class OverloadResult(int rate)
{
    private int accepted;
    private int shed;
    private int withRetryAfter;
    private int failed;

    public int Rate => rate;

    public long Sent { get; set; }

    /// <summary>Not sent: too many had no answer yet.</summary>
    public long Skipped { get; set; }

    public long PeakMemory { get; set; }

    /// <summary>Answered, refusals for a reason of their own included.</summary>
    public int Accepted => accepted;

    public int Shed => shed;

    public int WithRetryAfter => withRetryAfter;

    /// <summary>No answer, or one that means an error here.</summary>
    public int Failed => failed;

    /// <summary>Milliseconds that the accepted ones took.</summary>
    public ConcurrentBag<double> Times { get; } = [];

    public void Add(HttpResponseMessage answer, TimeSpan took)
    {
        if (answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
        {
            Interlocked.Increment(ref shed);
            if (answer.Headers.RetryAfter is not null)
                Interlocked.Increment(ref withRetryAfter);
        }
        else if ((int)answer.StatusCode < 500)
        {
            Interlocked.Increment(ref accepted);
            Times.Add(took.TotalMilliseconds);
        }
        else
        {
            Fail();
        }
    }

    public void Fail() => Interlocked.Increment(ref failed);
}
