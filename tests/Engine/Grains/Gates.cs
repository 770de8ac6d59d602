using System.Collections.Concurrent;

namespace MatchGrid.Tests.Engine.Grains;

/// <summary>Named gates at which grains wait until the test opens them, and marks by which grains tell the test how far they are.</summary>
public static class Gates
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> All = [];

    public static Task Opened(string name) => Gate(name).Task;

    public static void Open(string name) => Gate(name).TrySetResult();

    private static TaskCompletionSource Gate(string name) =>
        All.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
