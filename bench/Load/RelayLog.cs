using Microsoft.Win32.SafeHandles;

namespace MatchGrid.Bench.Load;

/// <summary>The least a durable log can be: a file that is appended to and synced, whatever has gathered meanwhile at once.</summary>
internal sealed class RelayLog : IDisposable
{
    private readonly object gate = new();
    private readonly SafeFileHandle file;
    private List<byte[]> gathering = [];
    private TaskCompletionSource durable = New();

    public RelayLog(string folder)
    {
        file = File.OpenHandle(Path.Combine(folder, "relay.log"), FileMode.Create, FileAccess.Write);
        new Thread(Write) { IsBackground = true, Name = "Relay log writer" }.Start();
    }

    /// <summary>Completes when it is on disk.</summary>
    public Task AppendAsync(byte[] row)
    {
        lock (gate)
        {
            gathering.Add(row);
            Monitor.Pulse(gate);
            return durable.Task;
        }
    }

    public void Dispose() => file.Dispose();

    private void Write()
    {
        for (var at = 0L; ;)
        {
            List<byte[]> group;
            TaskCompletionSource told;
            lock (gate)
            {
                while (gathering.Count == 0)
                    Monitor.Wait(gate);
                (group, gathering, told, durable) = (gathering, [], durable, New());
            }

            RandomAccess.Write(file, [.. group.Select(row => (ReadOnlyMemory<byte>)row)], at);
            at += group.Sum(row => row.Length);
            RandomAccess.FlushToDisk(file);
            told.SetResult();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
