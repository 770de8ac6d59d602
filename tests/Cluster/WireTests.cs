using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using MatchGrid.Geo;
using MatchGrid.Messages;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Serialization;

namespace MatchGrid.Tests.Cluster;

/// <summary>Whatever crosses a call comes through Orleans' serializer as it went in.</summary>
public sealed class WireTests
{
    private const int DeepestLists = 6;

    private static readonly Assembly[] Assemblies = [typeof(RefusalCodes).Assembly, typeof(INotified).Assembly];
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(1));

    private static readonly MethodInfo Of = new Func<object[], ImmutableArray<object>>(ListOf).Method.GetGenericMethodDefinition();

    private int last;

    public static TheoryData<Type> WireTypes => [.. Assemblies.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && !type.IsAbstract && !type.ContainsGenericParameters)
        .OrderBy(type => type.FullName, StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(WireTypes))]
    public void WireType_ThroughTheSerializer_IsTheSame(Type type)
    {
        var services = new ServiceCollection();
        services.AddSerializer(builder =>
        {
            foreach (var assembly in Assemblies)
                builder.AddAssembly(assembly);
        });
        using var provider = services.BuildServiceProvider();
        var serializer = provider.GetRequiredService<Serializer>();
        var sent = Make(type, 0);

        var received = serializer.Deserialize<object>(serializer.SerializeToArray<object>(sent));

        AssertSame(sent, received, type.Name);
    }

    // A value of which every member says something.
    private object Make(Type type, int depth)
    {
        last++;
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Make(inner, depth);
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().Last();
        if (type == typeof(CellId))
            return CellId.Parse("3-0212");
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return MakeArray(type.GetGenericArguments()[0], depth);
        object? simple = Type.GetTypeCode(type) switch
        {
            TypeCode.String => $"s{last}",
            TypeCode.Boolean => true,
            TypeCode.Object or TypeCode.DateTime => null,
            _ => Convert.ChangeType(last % 100, type),
        };
        if (simple is not null)
            return simple;
        if (type == typeof(DateTimeOffset))
            return Noon.AddSeconds(last);
        if (type == typeof(TimeSpan))
            return TimeSpan.FromMilliseconds(last);
        if (type == typeof(TimeOnly))
            return new TimeOnly(last % 24, last % 60);
        if (type == typeof(object))
            return "object";
        if (type.IsAbstract)
            return Make(type.Assembly.GetTypes().First(derived => derived.IsSubclassOf(type) && !derived.IsAbstract), depth);
        return MakeObject(type, depth);
    }

    private object MakeArray(Type of, int depth)
    {
        var items = Array.CreateInstance(of, depth < DeepestLists ? 2 : 0);
        for (var i = 0; i < items.Length; i++)
            items.SetValue(Make(of, depth + 1), i);
        return Of.MakeGenericMethod(of).Invoke(null, [items])!;
    }

    private object MakeObject(Type type, int depth)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(one => one.GetParameters() is not [{ } only] || only.ParameterType != type)
            .OrderByDescending(one => one.GetParameters().Length).FirstOrDefault();
        var made = constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType, depth + 1))]);
        foreach (var property in Numbered(type).Where(property => property.SetMethod is not null))
            property.SetValue(made, Make(property.PropertyType, depth + 1));
        return made;
    }

    private static ImmutableArray<T> ListOf<T>(T[] items) => [.. items];

    private static IEnumerable<PropertyInfo> Numbered(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        .Where(property => property.GetCustomAttribute<IdAttribute>() is not null);

    private static void AssertSame(object? sent, object? received, string where)
    {
        Assert.Equal(sent?.GetType(), received?.GetType());
        if (sent is null || sent is string)
        {
            Assert.Equal(sent, received);
        }
        else if (sent is IEnumerable list)
        {
            var (one, other) = (list.Cast<object>().ToList(), ((IEnumerable)received!).Cast<object>().ToList());
            Assert.Equal(one.Count, other.Count);
            foreach (var (index, item) in one.Index())
                AssertSame(item, other[index], $"{where}[{index}]");
        }
        else if (Numbered(sent.GetType()).ToList() is { Count: > 0 } members)
        {
            foreach (var member in members)
                AssertSame(member.GetValue(sent), member.GetValue(received), $"{where}.{member.Name}");
        }
        else
        {
            Assert.True(sent.Equals(received), where);
        }
    }
}
