namespace Orleans;

/// <summary>Base of every grain interface.</summary>
public interface IGrain : Runtime.IAddressable;
