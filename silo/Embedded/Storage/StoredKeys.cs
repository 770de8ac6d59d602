using System.Security.Cryptography;
using MatchGrid.Journals;

namespace MatchGrid.Silo.Storage;

/// <summary>Opens what a stored log has sealed, with the keys in a folder and the operator's that wraps them. Changes nothing.</summary>
internal sealed class StoredKeys : IDisposable
{
    private readonly string folder;
    private readonly Dictionary<Guid, byte[]> secrets;

    private StoredKeys(string folder, Dictionary<Guid, byte[]> secrets) => (this.folder, this.secrets) = (folder, secrets);

    /// <summary>Whether keys were there, and could be read.</summary>
    private bool AreThere { get; init; }

    /// <exception cref="DataFolderException">There are keys, and what was given does not open all of them.</exception>
    public static StoredKeys Open(string folder, PatientKeyOptions operators)
    {
        if (!PatientKeyStore.IsThere(folder))
            return new(folder, []);
        if (operators.Read() is not var (key, oldKeys))
            throw Missing(folder);
        var wrappers = oldKeys.Prepend(key).Select(one => new KeyWrapper(one)).ToList();
        try
        {
            using var database = SqliteDatabase.Open(Path.Combine(folder, PatientKeyStore.FileName), readOnly: true);
            using var all = database.Prepare("SELECT id, patient, wrapper, wrapped FROM key");
            var found = new Dictionary<Guid, byte[]>();
            while (all.Step())
            {
                var id = all.Blob(2);
                var wrapper = wrappers.Find(one => one.Id.AsSpan().SequenceEqual(id)) ?? throw PatientKeyStore.WrappedByAnother(folder);
                found.Add(new(all.Blob(0)), wrapper.Unwrap(all.Blob(3), all.Text(1)));
            }

            return new(folder, found) { AreThere = true };
        }
        catch (Exception broken) when (broken is SqliteFaultException or CryptographicException)
        {
            throw new DataFolderException($"{PatientKeyStore.FileName} in {folder} cannot be read: {broken.Message}", broken);
        }
        finally
        {
            wrappers.ForEach(one => one.Dispose());
        }
    }

    public static DataFolderException Missing(string folder) =>
        new($"Patients' data in {folder} is encrypted: give the operator's key as Patients:Key or Patients:KeyFile.");

    /// <summary>What a grain would find: of what nobody can read any more, nothing is left, nor of what came before it.</summary>
    /// <exception cref="DataFolderException">Something is sealed, and no keys are here.</exception>
    public JournalHistory Open(JournalHistory history)
    {
        var rows = new List<ReadOnlyMemory<byte>>(history.Rows.Count);
        var (snapshot, from) = (history.Snapshot is { } state ? Open(state) : null, history.SnapshotVersion);
        for (var index = 0; index < history.Rows.Count; index++)
        {
            if (Open(history.Rows[index]) is { } row)
            {
                rows.Add(row);
                continue;
            }

            rows.Clear();
            (snapshot, from) = (null, history.SnapshotVersion + index + 1);
        }

        return new(history.Version, from, snapshot, rows);
    }

    public void Dispose()
    {
        foreach (var secret in secrets.Values)
            CryptographicOperations.ZeroMemory(secret);
    }

    private ReadOnlyMemory<byte>? Open(ReadOnlyMemory<byte> stored)
    {
        if (SealedBytes.KeyOf(stored) is not { } id)
            return stored;
        if (secrets.TryGetValue(id, out var secret))
            return SealedBytes.Open(secret, stored);
        return AreThere
            ? null
            : throw new DataFolderException($"Patients' data is encrypted, and there is no {PatientKeyStore.FileName} in {folder}: say which folder has it.");
    }
}
