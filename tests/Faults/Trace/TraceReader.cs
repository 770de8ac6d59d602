namespace MatchGrid.Tests.Faults.Trace;

/// <summary>
/// Reads what <c>strace -f -y -o</c> wrote. The tracer lets a thread go on only after it has noted its stop, so the order of lines is an order in which
/// things happened: a call that waited for another stands behind that one's return.
/// </summary>
internal static class TraceReader
{
    private const string Cut = " <unfinished ...>";

    /// <summary>The runner that traces what is written to files and sockets, and syncs.</summary>
    public static string[] Runner(string output) =>
        ["strace", "-f", "-qq", "-y", "--seccomp-bpf", "-e", "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg,fsync,fdatasync", "-e", "signal=none",
            "-s", "1048576", "-o", output];

    public static List<SystemCall> Read(string file)
    {
        var calls = new List<SystemCall>();
        var begun = new Dictionary<string, (int Line, string Text)>();
        var line = 0;
        foreach (var text in File.ReadLines(file))
        {
            line++;
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            var (thread, rest) = (text[..space], text[space..].TrimStart());
            if (rest.EndsWith(Cut, StringComparison.Ordinal))
                begun[thread] = (line, rest[..^Cut.Length]);
            else if (!rest.StartsWith("<... ", StringComparison.Ordinal))
                Add(calls, line, line, rest);
            else if (begun.Remove(thread, out var first))
                Add(calls, first.Line, line, first.Text + rest[(rest.IndexOf(" resumed>", StringComparison.Ordinal) + " resumed>".Length)..]);
        }

        calls.Sort((left, right) => left.Began.CompareTo(right.Began));
        return calls;
    }

    // name(fd<target>, "bytes", …) = result
    private static void Add(List<SystemCall> calls, int began, int ended, string text)
    {
        var (open, result) = (text.IndexOf('(', StringComparison.Ordinal), text.LastIndexOf(" = ", StringComparison.Ordinal));
        var (from, to) = (text.IndexOf('<', StringComparison.Ordinal), text.IndexOf('>', StringComparison.Ordinal));
        if (open <= 0 || result < open || from < open || to < from)
            return; // an exit, or a call that never returned
        calls.Add(new(began, ended, text[..open], text[(from + 1)..to], Bytes(text.AsSpan(to, result - to)), text[(result + 3)..] is not ['-' or '?', ..]));
    }

    /// <summary>All quoted strings, one after the other: the parts of a gathered write.</summary>
    private static byte[] Bytes(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '"')
                continue;
            for (i++; text[i] != '"'; i++)
                bytes.Add(text[i] == '\\' ? Escaped(text, ref i) : (byte)text[i]);
        }

        return [.. bytes];
    }

    private static byte Escaped(ReadOnlySpan<char> text, ref int i)
    {
        var letter = text[++i];
        if (letter is < '0' or > '7')
        {
            return letter switch { 'n' => 10, 't' => 9, 'r' => 13, 'v' => 11, 'f' => 12, '\\' or '"' => (byte)letter, _ => throw new FormatException($"\\{letter}") };
        }

        var length = 1;
        while (length < 3 && text[i + length] is >= '0' and <= '7')
            length++;
        var value = 0;
        foreach (var digit in text.Slice(i, length))
            value = (value * 8) + (digit - '0');
        i += length - 1;
        return byte.CreateTruncating(value);
    }
}
