using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A call with its arguments, as filters see it.</summary>
public interface IInvokable
{
    object? GetTarget();

    int GetArgumentCount();

    object? GetArgument(int index);

    void SetArgument(int index, object value);

    string GetMethodName();

    string GetInterfaceName();

    MethodInfo GetMethod();

    Type GetInterfaceType();
}
