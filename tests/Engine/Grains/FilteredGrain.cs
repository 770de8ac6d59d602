using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Tests.Engine.Grains;

public sealed class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.Result is string said && context.ImplementationMethod.Name == nameof(SayAsync))
            context.Result = said + " (own)";
    }

    public Task<string> SayAsync(string word) => word == "bad" ? throw new FormatException("a bad word") : Task.FromResult(word);

    public Task<string> SayThroughAsync(string otherKey, string word) => GrainFactory.GetGrain<IFilteredGrain>(otherKey).SayAsync(word);

    public async Task<string?> ContextAsync(string name)
    {
        await Task.Yield();
        return RequestContext.Get(name) as string;
    }

    public Task<string?> ContextOfOtherAsync(string otherKey, string name) => GrainFactory.GetGrain<IFilteredGrain>(otherKey).ContextAsync(name);

    public async Task<string?> SetContextHereAndThereAsync(string otherKey, string name)
    {
        RequestContext.Set(name, "here");
        await GrainFactory.GetGrain<IFilteredGrain>(otherKey).SetContextAsync(name, "there");
        return RequestContext.Get(name) as string;
    }

    public Task SetContextAsync(string name, string value)
    {
        RequestContext.Set(name, value);
        return Task.CompletedTask;
    }
}

/// <summary>Appends to the words that <see cref="IFilteredGrain"/> is given and returns, and who it saw calling.</summary>
public sealed class WordFilter : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var says = context.InterfaceMethod.Name == nameof(IFilteredGrain.SayAsync);
        if (says)
            context.Request.SetArgument(0, context.Request.GetArgument(0) is "bad" ? "bad" : $"{context.Request.GetArgument(0)} in");
        try
        {
            await context.Invoke();
        }
        catch (FormatException) when (says)
        {
            context.Result = "mended";
        }
        if (says)
            context.Result += $" from {(context.SourceId is { } source && !IsClient(source) ? source.Key.ToString() : "outside")}";
    }

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var says = context.InterfaceMethod.Name == nameof(IFilteredGrain.SayAsync);
        if (says)
            context.Request.SetArgument(0, context.Request.GetArgument(0) is "bad" ? "bad" : $"{context.Request.GetArgument(0)} out");
        await context.Invoke();
        if (says)
            context.Result += $" to {context.TargetId.Key}";
    }

    private static bool IsClient(GrainId source) => source.Type.ToString()!.StartsWith("sys.client", StringComparison.Ordinal);
}
