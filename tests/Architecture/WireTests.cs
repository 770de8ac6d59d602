using System.Reflection;
using System.Text.Json.Serialization;
using Orleans;
using Xunit;

namespace MatchGrid.Tests.Architecture;

/// <summary>
/// The shapes that cross calls and stand in journals, against what was released. A line may be added; one that changes or goes breaks rolling
/// upgrades or old data folders. To accept additions, copy the file that a failing test names over the golden one.
/// </summary>
public sealed class WireTests
{
    private static readonly Assembly[] Assemblies = [typeof(RefusalCodes).Assembly, typeof(INotified).Assembly];

    private static IEnumerable<Type> WireTypes => Assemblies.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null);

    [Fact]
    public void WireTypes_EachMember_HasANumberOfItsOwn()
    {
        foreach (var type in WireTypes.Where(type => !type.IsEnum))
        {
            Assert.True(type.GetCustomAttribute<AliasAttribute>() is not null, $"{type} has no alias");
            var numbers = Numbered(type).Select(member => member.Number).ToList();
            Assert.True(numbers.Distinct().Count() == numbers.Count, $"{type} uses a number twice");
        }
    }

    [Fact]
    public void WireTypes_AndJournalEvents_MatchWhatWasReleased()
    {
        var lines = WireTypes.Where(type => !type.IsEnum)
            .SelectMany(type => Numbered(type).Select(member => $"wire {type.GetCustomAttribute<AliasAttribute>()!.Alias} {member.Number} {member.Name} {Text(member.Type)}"))
            .Concat(Assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(type =>
                type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).SelectMany(derived =>
                    derived.DerivedType.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null)
                        .Select(property => $"journal {type.Name} {derived.TypeDiscriminator} {property.Name} {Text(property.PropertyType)}"))))
            .Order(StringComparer.Ordinal).ToList();
        var golden = Path.Combine(AppContext.BaseDirectory, "Shapes.golden.txt");
        var released = File.Exists(golden) ? File.ReadAllLines(golden) : [];
        if (!lines.SequenceEqual(released))
            File.WriteAllLines(golden + ".new", lines);
        Assert.True(released.Length > 0 && lines.SequenceEqual(released), $"Changed or gone: {string.Join("; ", released.Except(lines).Take(5))}. New: {string.Join("; ", lines.Except(released).Take(5))}. See {golden}.new");
    }

    [Fact]
    public void WhateverCrossesACall_IsDeeplyImmutable()
    {
        var seen = new HashSet<Type>();
        var faults = new List<string>();
        foreach (var method in typeof(INotified).Assembly.GetTypes().Where(type => type.IsInterface).SelectMany(type => type.GetMethods()))
        {
            foreach (var parameter in method.GetParameters())
                Look(parameter.ParameterType, $"{method.DeclaringType!.Name}.{method.Name}", seen, faults);
            foreach (var result in method.ReturnType.GetGenericArguments())
                Look(result, $"{method.DeclaringType!.Name}.{method.Name}", seen, faults);
        }

        Assert.Empty(faults);
        Assert.True(seen.Count > 50, "too few types were looked at");
    }

    private static void Look(Type type, string where, HashSet<Type> seen, List<string> faults)
    {
        if (type.IsGenericParameter || !seen.Add(type) || type.IsPrimitive || type.IsEnum || type == typeof(string) || typeof(IGrainObserver).IsAssignableFrom(type))
            return;
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            Look(inner, where, seen, faults);
            return;
        }

        if (type.Namespace!.StartsWith("System", StringComparison.Ordinal))
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(System.Collections.Immutable.ImmutableArray<>))
                Look(type.GetGenericArguments()[0], where, seen, faults);
            else if (!type.IsValueType)
                faults.Add($"{where}: {type} can be changed");
            return;
        }

        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is { IsPublic: true } setter && !setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit"))
                faults.Add($"{where}: {type.Name}.{property.Name} can be set");
            if (property.GetCustomAttribute<IdAttribute>() is not null)
                Look(property.PropertyType, where, seen, faults);
        }

        foreach (var derived in type.Assembly.GetTypes().Where(candidate => candidate.BaseType == type))
            Look(derived, where, seen, faults);
    }

    private static IEnumerable<(uint Number, string Name, Type Type)> Numbered(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        .Where(property => property.DeclaringType == type && property.GetCustomAttribute<IdAttribute>() is not null)
        .Select(property => (property.GetCustomAttribute<IdAttribute>()!.Id, property.Name, property.PropertyType))
        .OrderBy(member => member.Id);

    private static string Text(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(',', type.GetGenericArguments().Select(Text))}>"
        : type.Name;
}
