using System.Collections;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Utilities;

/// <summary>
/// The observers of one grain. One that has not subscribed again for the expiration time, or that throws when notified, is removed.
/// They are notified in the order in which they first subscribed.
/// </summary>
public partial class ObserverManager<TIdentity, TObserver> : IEnumerable<TObserver>
    where TIdentity : notnull
{
    private readonly OrderedDictionary<TIdentity, Entry> _entries = [];
    private readonly ILogger _log;

    /// <param name="expiration">How long a subscription lasts.</param>
    /// <param name="log">Told, at debug level, of observers that are removed.</param>
    public ObserverManager(TimeSpan expiration, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(log);
        ExpirationDuration = expiration;
        _log = log;
        var clock = (RuntimeContext.Current?.ActivationServices.GetService(typeof(TimeProvider)) as TimeProvider)
            ?? throw new InvalidOperationException("An ObserverManager is made in a grain, whose host has a TimeProvider.");
        GetDateTime = () => clock.GetUtcNow().UtcDateTime;
    }

    /// <summary>The clock by which subscriptions expire. Default: the host's <see cref="TimeProvider"/>.</summary>
    public Func<DateTime> GetDateTime { get; set; }

    public TimeSpan ExpirationDuration { get; set; }

    public int Count => _entries.Count;

    public void Clear() => _entries.Clear();

    /// <summary>Adds an observer, or renews its subscription.</summary>
    public void Subscribe(TIdentity id, TObserver observer) => _entries[id] = new(observer, GetDateTime());

    public void Unsubscribe(TIdentity id) => _entries.Remove(id);

    public async Task Notify(Func<TObserver, Task> notification, Func<TObserver, bool>? predicate = null)
    {
        foreach (var (id, entry) in Current(predicate))
        {
            try
            {
                await notification(entry.Observer);
            }
            catch (Exception exception)
            {
                RemoveFailed(id, entry, exception);
            }
        }
    }

    public void Notify(Action<TObserver> notification, Func<TObserver, bool>? predicate = null)
    {
        foreach (var (id, entry) in Current(predicate))
        {
            try
            {
                notification(entry.Observer);
            }
            catch (Exception exception)
            {
                RemoveFailed(id, entry, exception);
            }
        }
    }

    /// <summary>Removes the observers whose subscription has expired.</summary>
    public void ClearExpired()
    {
        var oldest = GetDateTime() - ExpirationDuration;
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries.GetAt(i).Value.LastSeen < oldest)
                _entries.RemoveAt(i);
        }
    }

    public IEnumerator<TObserver> GetEnumerator() => _entries.Values.Select(entry => entry.Observer).ToList().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private KeyValuePair<TIdentity, Entry>[] Current(Func<TObserver, bool>? predicate)
    {
        ClearExpired();
        return predicate is null ? [.. _entries] : [.. _entries.Where(pair => predicate(pair.Value.Observer))];
    }

    private void RemoveFailed(TIdentity id, Entry failed, Exception exception)
    {
        // During an awaited notification the observer may have subscribed again; that subscription stays.
        if (_entries.TryGetValue(id, out var entry) && ReferenceEquals(entry, failed))
            _entries.Remove(id);
        LogRemoved(id, exception);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Observer {Id} failed and is removed")]
    private partial void LogRemoved(TIdentity id, Exception exception);

    private sealed record Entry(TObserver Observer, DateTime LastSeen);
}
