using System.Reflection;

namespace Orleans.Runtime;

/// <summary>What a caller holds of a grain or an observer. Cheap to make; equal to every other reference of the same grain.</summary>
public abstract class GrainReference : DispatchProxy, IAddressable, IEquatable<GrainReference>
{
    public abstract GrainId GrainId { get; }

    /// <summary>The interface through which this reference calls.</summary>
    public abstract string InterfaceName { get; }

    internal abstract object Cast(Type interfaceType);

    public bool Equals(GrainReference? other) => ReferenceEquals(this, other) || (other is not null && GrainId == other.GrainId);

    public sealed override bool Equals(object? obj) => Equals(obj as GrainReference);

    public sealed override int GetHashCode() => GrainId.GetHashCode();

    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceName}";

    public static bool operator ==(GrainReference? left, GrainReference? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(GrainReference? left, GrainReference? right) => !(left == right);
}
