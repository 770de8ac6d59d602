using MatchGrid.Identifiers;

namespace MatchGrid.Journals;

/// <summary>
/// A key for each patient, under which everything about the patient is written, and for each partner, for its secrets. When it is destroyed nobody can
/// read that any more, wherever a copy of it stands.
/// </summary>
public interface IPatientKeys
{
    /// <summary>Completes when the owner has a key that survives a crash.</summary>
    ValueTask EnsureAsync(KeyOwner owner);

    /// <inheritdoc cref="EnsureAsync(KeyOwner)"/>
    ValueTask EnsureAsync(PatientId patient) => EnsureAsync(KeyOwner.Of(patient));

    /// <summary>What the patient is called in the feed: at random, and known from the key alone.</summary>
    /// <exception cref="KeyDestroyedException">The patient has no key.</exception>
    PatientId AliasOf(PatientId patient);

    /// <summary>Encrypts a row or snapshot.</summary>
    /// <exception cref="KeyDestroyedException">The owner has no key.</exception>
    ReadOnlyMemory<byte> Seal(KeyOwner owner, ReadOnlyMemory<byte> bytes);

    /// <summary>Reads what was sealed, or was written before there were keys; null when its key is destroyed.</summary>
    ReadOnlyMemory<byte>? Open(ReadOnlyMemory<byte> stored);

    /// <summary>Completes when nothing of the key is left on disk.</summary>
    Task DestroyAsync(PatientId patient);
}

/// <summary>The keys of this host; none where the operator gave no key.</summary>
public sealed class PatientKeys(IPatientKeys? keys) : IDisposable
{
    public IPatientKeys? Keys => keys;

    public void Dispose() => (keys as IDisposable)?.Dispose();
}

/// <summary>The patient's key is destroyed, or was never made.</summary>
public sealed class KeyDestroyedException() : Exception("The patient has no key");
