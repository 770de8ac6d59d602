namespace Orleans;

/// <summary>What code outside of grains calls them by.</summary>
public interface IClusterClient : IGrainFactory
{
    IServiceProvider ServiceProvider { get; }
}
