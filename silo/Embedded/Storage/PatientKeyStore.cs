using System.Collections.Concurrent;
using System.Security.Cryptography;
using MatchGrid.Identifiers;
using MatchGrid.Journals;

namespace MatchGrid.Silo.Storage;

/// <summary>
/// Patients' keys in the file <c>patient-keys.db</c>, each wrapped with AES-256-GCM by a key that the operator provides. Apart from the log, so that a
/// backup of the log brings no key back.
/// </summary>
internal sealed class PatientKeyStore : IPatientKeys, IDisposable
{
    public const string FileName = "patient-keys.db";

    private const int AliasBytes = 16;
    private const int KeyBytes = 32;
    private const int MostCached = 100_000;

    private readonly Lock gate = new();
    private readonly SqliteDatabase database;
    private readonly KeyWrapper wrapper;
    private readonly ConcurrentDictionary<string, Key> byPatient = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Key> byId = [];
    private List<(Key Key, TaskCompletionSource Stored)> pending = [];
    private Task storing = Task.CompletedTask;

    private PatientKeyStore(SqliteDatabase database, byte[] key) => (this.database, wrapper) = (database, new(key));

    public static bool IsThere(string folder) => File.Exists(Path.Combine(folder, FileName));

    public static DataFolderException WrappedByAnother(string folder) =>
        new($"Keys of patients in {folder} are wrapped by a key that was not given. Give it as Patients:Key, or among Patients:OldKeys.");

    /// <summary>Opens the store; keys wrapped by an old operator's key are wrapped anew.</summary>
    /// <exception cref="DataFolderException">Some are wrapped by a key that was not given.</exception>
    public static PatientKeyStore Open(string folder, byte[] key, IReadOnlyList<byte[]> oldKeys, bool syncToDisk)
    {
        Directory.CreateDirectory(folder);
        var file = SqliteDatabase.Open(Path.Combine(folder, FileName), readOnly: false);
        var store = new PatientKeyStore(file, key);
        try
        {
            file.Execute($"""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = {(syncToDisk ? "FULL" : "OFF")};
                PRAGMA secure_delete = ON;
                CREATE TABLE IF NOT EXISTS key(id BLOB PRIMARY KEY, patient TEXT NOT NULL UNIQUE, alias TEXT NOT NULL, wrapper BLOB NOT NULL, wrapped BLOB NOT NULL)
                    WITHOUT ROWID;
                """);
            store.WrapAnew(folder, oldKeys);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    public ValueTask EnsureAsync(KeyOwner owner)
    {
        if (byPatient.TryGetValue(owner.Name, out var there))
            return new(there.Stored);
        lock (gate)
        {
            if (Find(owner.Name) is { } known)
                return new(known.Stored);
            var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var key = new Key(Guid.NewGuid(), owner.Name, $"a-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(AliasBytes))}", RandomNumberGenerator.GetBytes(KeyBytes), stored.Task);
            Keep(key);
            pending.Add((key, stored));
            if (pending.Count == 1 && storing.IsCompleted)
                storing = Task.Run(Store);
            return new(stored.Task);
        }
    }

    public PatientId AliasOf(PatientId patient)
    {
        return new(KeyOf(KeyOwner.Of(patient)).Alias);
    }

    public ReadOnlyMemory<byte> Seal(KeyOwner owner, ReadOnlyMemory<byte> bytes)
    {
        var key = KeyOf(owner);
        return SealedBytes.Seal(key.Id, key.Secret, bytes);
    }

    public ReadOnlyMemory<byte>? Open(ReadOnlyMemory<byte> stored)
    {
        if (SealedBytes.KeyOf(stored) is not { } id)
            return stored;
        if (!byId.TryGetValue(id, out var key))
        {
            lock (gate)
                key = Find(id);
        }

        if (key is null)
            return null;
        return SealedBytes.Open(key.Secret, stored);
    }

    public async Task DestroyAsync(PatientId patient)
    {
        Task before;
        lock (gate)
            before = storing;
        await before;
        lock (gate)
        {
            if (byPatient.TryRemove(patient.Value, out var key))
            {
                byId.TryRemove(key.Id, out _);
                CryptographicOperations.ZeroMemory(key.Secret);
            }

            using (var delete = database.Prepare("DELETE FROM key WHERE patient = ?"))
                delete.Bind(1, patient.Value).Run();
            // What was overwritten may still stand in the write-ahead log.
            database.Execute("PRAGMA wal_checkpoint(TRUNCATE);");
        }
    }

    public void Dispose()
    {
        storing.Wait();
        wrapper.Dispose();
        database.Dispose();
    }

    // Those that come while a group is being stored make the next group.
    private void Store()
    {
        while (true)
        {
            List<(Key Key, TaskCompletionSource Stored)> group;
            lock (gate)
            {
                if (pending.Count == 0)
                {
                    storing = Task.CompletedTask;
                    return;
                }

                (group, pending) = (pending, []);
                try
                {
                    database.Execute("BEGIN IMMEDIATE");
                    foreach (var (key, _) in group)
                        Insert(key, wrapper.Wrap(key.Secret, key.Patient));
                    database.Execute("COMMIT");
                }
                catch (SqliteFaultException failed)
                {
                    group.ForEach(one => one.Stored.TrySetException(new JournalFailedException("A patient's key could not be stored", failed)));
                    continue;
                }
            }

            group.ForEach(one => one.Stored.TrySetResult());
        }
    }

    private void WrapAnew(string folder, IReadOnlyList<byte[]> oldKeys)
    {
        var olds = oldKeys.Select(old => new KeyWrapper(old)).ToDictionary(old => Convert.ToHexString(old.Id));
        var others = new List<(byte[] Id, string Patient, string Wrapper, byte[] Wrapped)>();
        using (var find = database.Prepare("SELECT id, patient, wrapper, wrapped FROM key WHERE wrapper <> ?"))
        {
            find.Bind(1, wrapper.Id);
            while (find.Step())
                others.Add((find.Blob(0), find.Text(1), Convert.ToHexString(find.Blob(2)), find.Blob(3)));
        }

        if (others.Count > 0)
        {
            database.Execute("BEGIN IMMEDIATE");
            using (var update = database.Prepare("UPDATE key SET wrapper = ?, wrapped = ? WHERE id = ?"))
            {
                foreach (var one in others)
                {
                    if (!olds.TryGetValue(one.Wrapper, out var old))
                        throw WrappedByAnother(folder);
                    var secret = old.Unwrap(one.Wrapped, one.Patient);
                    update.Bind(1, wrapper.Id).Bind(2, wrapper.Wrap(secret, one.Patient)).Bind(3, one.Id).Run();
                    CryptographicOperations.ZeroMemory(secret);
                }
            }

            database.Execute("COMMIT");
            database.Execute("PRAGMA wal_checkpoint(TRUNCATE);");
        }

        foreach (var old in olds.Values)
            old.Dispose();
    }

    private void Insert(Key key, byte[] wrapped)
    {
        using var insert = database.Prepare("INSERT INTO key(id, patient, alias, wrapper, wrapped) VALUES (?, ?, ?, ?, ?)");
        insert.Bind(1, key.Id.ToByteArray()).Bind(2, key.Patient).Bind(3, key.Alias).Bind(4, wrapper.Id).Bind(5, wrapped).Run();
    }

    // What is at hand is found without waiting for the disk.
    private Key KeyOf(KeyOwner owner)
    {
        if (byPatient.TryGetValue(owner.Name, out var known))
            return known;
        lock (gate)
            return Find(owner.Name) ?? throw new KeyDestroyedException();
    }

    private Key? Find(string owner)
    {
        if (byPatient.TryGetValue(owner, out var known))
            return known;
        using var find = database.Prepare("SELECT id, patient, alias, wrapped FROM key WHERE patient = ?");
        return Read(find.Bind(1, owner));
    }

    private Key? Find(Guid id)
    {
        if (byId.TryGetValue(id, out var known))
            return known;
        using var find = database.Prepare("SELECT id, patient, alias, wrapped FROM key WHERE id = ?");
        return Read(find.Bind(1, id.ToByteArray()));
    }

    private Key? Read(SqliteStatement found)
    {
        if (!found.Step())
            return null;
        var patient = found.Text(1);
        var key = new Key(new(found.Blob(0)), patient, found.Text(2), wrapper.Unwrap(found.Blob(3), patient), Task.CompletedTask);
        Keep(key);
        return key;
    }

    private void Keep(Key key)
    {
        if (byPatient.Count >= MostCached)
        {
            // Those that are not stored yet stand nowhere else.
            foreach (var old in byPatient.Values.Where(old => old.Stored.IsCompleted).ToList())
            {
                byPatient.TryRemove(old.Patient, out _);
                byId.TryRemove(old.Id, out _);
            }
        }

        byPatient[key.Patient] = key;
        byId[key.Id] = key;
    }

    /// <param name="Stored">Completes when it is on disk.</param>
    private sealed record Key(Guid Id, string Patient, string Alias, byte[] Secret, Task Stored);
}
