namespace AutogradMaml.Examples.Trader;

/// <summary>A task: an asset at the close of a day. The days before are the support set, that day and those after it the query
/// set.</summary>
/// <remarks>What is decided at the close of day t is held until the close of day t + 1 and earns the return between the two. The support
/// set holds the decisions of <paramref name="Support"/> days, of which the last earns the return that ends with the close of
/// <paramref name="First"/>; so all of it is known when the first decision of the query set is made.</remarks>
/// <param name="Asset">The asset's number.</param>
/// <param name="First">The first day of the query set.</param>
/// <param name="Support">The number of decisions of the support set.</param>
/// <param name="Query">The number of decisions of the query set.</param>
internal readonly record struct Window(int Asset, int First, int Support, int Query)
{
    /// <summary>The first day whose features are read: that before the support set, for the position with which it begins.</summary>
    public int FirstDay => First - Support - 1;

    /// <summary>The last day whose close is read: the one after the last decision.</summary>
    public int LastDay => First + Query;
}
