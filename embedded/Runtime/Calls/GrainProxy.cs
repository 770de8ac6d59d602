using System.Reflection;
using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>The base of the references that <see cref="DispatchProxy"/> makes: two fields, and everything else shared.</summary>
internal class GrainProxy : GrainReference
{
    private ReferenceType _type = null!;
    private string _key = null!;

    public override GrainId GrainId => GrainId.Create(_type.GrainType, _key);

    public override string InterfaceName => _type.Interface.FullName!;

    public EmbeddedEngine Engine => _type.Engine;

    public string Key => _key;

    /// <summary>The class of the grain; null for an observer.</summary>
    public GrainClass? Class => _type.Class;

    public bool IsObserver => _type.Class is null;

    /// <summary>A reference of the same type to another key.</summary>
    public GrainProxy To(string key)
    {
        var copy = (GrainProxy)MemberwiseClone();
        copy._key = key;
        return copy;
    }

    public void Initialize(ReferenceType type)
    {
        _type = type;
        _key = "";
    }

    internal override object Cast(Type interfaceType) =>
        interfaceType.IsInstanceOfType(this) ? this : _type.Cast(interfaceType).To(_key);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _type.MethodOf(targetMethod!).Call(this, args ?? []);
}
