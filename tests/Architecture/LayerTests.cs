using System.Reflection;
using Xunit;

namespace MatchGrid.Tests.Architecture;

public sealed class LayerTests
{
    private static readonly Assembly Core = typeof(RefusalCodes).Assembly;

    [Fact]
    public void Core_References_OnlyTheBaseLibraryAndTheSerializersAttributes()
    {
        var foreign = Core.GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not ("netstandard" or "MatchGrid.Embedded.Serialization"));
        Assert.Empty(foreign);
    }

    [Fact]
    public void Layers_ReferToThoseBelow_Only()
    {
        string[] order = ["MatchGrid.Core", "MatchGrid.GrainInterfaces", "MatchGrid.Grains", "MatchGrid.Silo"];
        foreach (var (index, layer) in order.Index())
        {
            var above = Assembly.Load(layer).GetReferencedAssemblies().Select(name => name.Name!).Intersect(order.Skip(index + 1));
            Assert.Empty(above);
        }
    }

    [Fact]
    public void RefusalCodes_AreUnique()
    {
        var codes = typeof(RefusalCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[a-z_]+$", code));
    }
}
