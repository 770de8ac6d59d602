namespace Orleans;

/// <summary>Base of the interfaces through which grains call objects outside. Such calls are one-way.</summary>
public interface IGrainObserver : Runtime.IAddressable;
